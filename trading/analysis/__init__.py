"""What prices say in figures and plain words: one symbol, several compared, and bars for a chart."""
