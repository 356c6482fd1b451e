"""Strategies: what to hold after each bar, from the bars up to it; the same object for the past and for now."""
