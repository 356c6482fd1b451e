"""Scripted characters of language models, good and bad, behind an OpenAI-compatible server on loopback."""
