"""The REST contract held from outside: only HTTP, against the real app in its own process."""
