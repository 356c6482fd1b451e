"""Figures as pure functions: data and a palette in, a chart's description out."""
