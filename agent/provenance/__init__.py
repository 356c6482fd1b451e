"""Where the numbers of an answer come from: each is matched to a tool result of the run, or marked as not found."""
