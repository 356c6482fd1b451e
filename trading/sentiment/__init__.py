"""What is said of companies: headlines from many places, what judges them, and the mood that they come to."""
