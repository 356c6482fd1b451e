"""Rule sets from the words of a person: what was read, what was assumed, and what could not be expressed."""
