"""The proof that no order is sent twice or lost, whatever the venue answers and whenever the process dies."""
