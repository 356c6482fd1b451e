"""The assets to begin with: Yahoo has no list, and a desk without a name on it would have nothing to choose from."""

STARTERS = (
    ("AAPL", "Apple Inc.", "NASDAQ"),
    ("AMD", "Advanced Micro Devices, Inc.", "NASDAQ"),
    ("BAC", "Bank of America Corporation", "NYSE"),
    ("BBY", "Best Buy Co., Inc.", "NYSE"),
    ("CVX", "Chevron Corporation", "NYSE"),
    ("GE", "General Electric Company", "NYSE"),
    ("GOOG", "Alphabet Inc.", "NASDAQ"),
    ("HD", "The Home Depot, Inc.", "NYSE"),
    ("IBM", "International Business Machines Corporation", "NYSE"),
    ("JNJ", "Johnson & Johnson", "NYSE"),
    ("JPM", "JPMorgan Chase & Co.", "NYSE"),
    ("KO", "The Coca-Cola Company", "NYSE"),
    ("LLY", "Eli Lilly and Company", "NYSE"),
    ("META", "Meta Platforms, Inc.", "NASDAQ"),
    ("MRK", "Merck & Co., Inc.", "NYSE"),
    ("MSFT", "Microsoft Corporation", "NASDAQ"),
    ("PEP", "PepsiCo, Inc.", "NASDAQ"),
    ("PFE", "Pfizer Inc.", "NYSE"),
    ("PG", "The Procter & Gamble Company", "NYSE"),
    ("RRC", "Range Resources Corporation", "NYSE"),
    ("SPY", "SPDR S&P 500 ETF Trust", "NYSE Arca"),
    ("UNH", "UnitedHealth Group Incorporated", "NYSE"),
    ("WMT", "Walmart Inc.", "NYSE"),
    ("XOM", "Exxon Mobil Corporation", "NYSE"),
)
"""Symbol, name and exchange: the companies of the bundled recording by their symbols of today, and the benchmark."""
