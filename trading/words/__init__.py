"""Words of people: tokens, numbers in digits and words, names of indicators and of what can be traded."""
