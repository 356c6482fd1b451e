"""The migrations, oldest first; each file of versions is one step that is never edited once released."""
