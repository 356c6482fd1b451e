"""The REST face of the product: problem details, keys and scopes, one route file a feature."""
