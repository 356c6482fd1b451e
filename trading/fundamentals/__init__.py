"""What companies report: the sources, the figures that are reckoned from them, and their history."""
