"""Figures of peers, and the scripts that make them."""
