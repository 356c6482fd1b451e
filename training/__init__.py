"""How the weights that the product ships are made; nothing here runs in the product."""
