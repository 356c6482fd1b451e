"""Work in the background: runs of the team, and the clockwork of the desk."""
