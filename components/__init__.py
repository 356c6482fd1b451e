"""Reusable parts of the screens: they draw, hold session keys and format; they decide nothing."""
