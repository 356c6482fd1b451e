"""The contract of every keeper of watchlists."""
