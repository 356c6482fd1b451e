"""Loops over arrays, written once in plain Python and run compiled where numba is loaded: the home of numba."""

from trading.compiled.kernels import SMALL, is_loaded, keep_in, kept_in, kernel, load, way

__all__ = ["SMALL", "is_loaded", "keep_in", "kept_in", "kernel", "load", "way"]
