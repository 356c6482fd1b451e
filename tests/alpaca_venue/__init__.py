"""A small real venue on loopback that speaks Alpaca's trading API and its stream.

    with AlpacaVenue(cash=10_000) as venue:
        client = TradingClient(venue.key, venue.secret, url_override=venue.url)
        venue.faults.next("POST", "/v2/orders", Fault.DROP_AFTER)
        venue.book.set_price("AAPL", "101.50")

It has one account and no options, crypto or corporate actions. Where Alpaca's behaviour is not known, it takes what
is harder for a client, or has a knob (`records.Records`).
"""
