"""Planted secrets, forced errors, and a look into every place where one could have come to light."""
