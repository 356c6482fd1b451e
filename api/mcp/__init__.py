"""The team's tools for a program of the user's own, over the Model Context Protocol: looking and proposing."""
