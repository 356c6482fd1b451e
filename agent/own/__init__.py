"""Tools and agents of the user's own: one file each, with its permissions in its header."""
