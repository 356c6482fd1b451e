"""Symbols as the desk writes them and as Yahoo does: a class share has a dot here and a hyphen there."""

import re

FORM = re.compile(r"\^?[A-Z0-9]{1,10}([.\-][A-Z0-9]{1,6}){0,2}")
"""BRK.B, ^GSPC, and nothing that could be another path."""
CLASS_SHARE = re.compile(r"([A-Z]{1,6})\.([A-Z])")
CLASS_SHARE_AT_YAHOO = re.compile(r"([A-Z]{1,6})-([A-Z])")
US_EXCHANGES = frozenset(
    {"NMS", "NGM", "NCM", "NAS", "NYQ", "NYS", "ASE", "PCX", "BTS", "CXI", "SNP", "DJI", "NIM", "WCB", "CGI"}
)
"""Yahoo's codes of the exchanges of the United States and of their indexes; a symbol of another one is not offered."""
SHARES = frozenset({"EQUITY", "ETF"})
INDEX = "INDEX"


def at_yahoo(symbol: str) -> str:
    """Return the symbol as Yahoo writes it.

    >>> at_yahoo("BRK.B"), at_yahoo("SPY")
    ('BRK-B', 'SPY')
    """
    found = CLASS_SHARE.fullmatch(symbol)
    return f"{found[1]}-{found[2]}" if found else symbol


def from_yahoo(symbol: str) -> str:
    """Return a symbol of Yahoo as the desk writes it.

    >>> from_yahoo("BRK-B"), from_yahoo("^GSPC")
    ('BRK.B', '^GSPC')
    """
    found = CLASS_SHARE_AT_YAHOO.fullmatch(symbol)
    return f"{found[1]}.{found[2]}" if found else symbol
