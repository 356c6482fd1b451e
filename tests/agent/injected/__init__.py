"""Documents that carry instructions, and the ways by which a document reaches a model."""
