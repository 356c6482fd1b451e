"""A small real venue on loopback that speaks Alpaca's trading API and its stream; see `running.AlpacaVenue`."""
