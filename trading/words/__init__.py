"""Words of people: tokens, numbers in digits and words, and the names of what can be traded."""
