"""The known attacks through words and models, and the report over every known attack."""
