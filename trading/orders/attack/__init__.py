"""The known attacks on the desk itself, tried on a rehearsal desk in a temporary folder."""
