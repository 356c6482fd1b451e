"""How far a result may be believed: the luck of the best of many, as figures and as a verdict."""
