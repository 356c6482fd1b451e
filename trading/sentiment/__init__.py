"""What is said of companies: where texts come from, how they are judged, and the desk that joins both."""
