"""The team that reads what a person asks, looks things up and proposes orders; it holds no keys and no broker."""
