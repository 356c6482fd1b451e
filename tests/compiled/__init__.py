"""The two ways of a kernel."""
