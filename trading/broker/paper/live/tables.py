"""What the book at prices of now keeps beside the tables of every paper book."""

from trading.broker.paper.schema import BookFile

LIVE_TABLES = """
CREATE TABLE opened (day TEXT PRIMARY KEY);
CREATE TABLE opening (symbol TEXT PRIMARY KEY, qty TEXT NOT NULL);
CREATE TABLE done_action (
  symbol TEXT NOT NULL, kind TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (symbol, kind, day)
);
CREATE TABLE booking (execution_id TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE mark (symbol TEXT PRIMARY KEY, price TEXT NOT NULL, at TEXT NOT NULL);
"""
"""`opened`: the sessions that have begun on the book; `opening`: what was held as the newest began; `done_action`: the
company actions that were carried out; `booking`: when an execution was written, later than it happened after a time
without the app; `mark`: the last price at which a symbol was seen."""
LATER_TABLES = {
    "behind": "(symbol TEXT PRIMARY KEY, day TEXT NOT NULL, is_opened INTEGER NOT NULL)",
    "opening_cost": (
        "(symbol TEXT PRIMARY KEY, basis TEXT NOT NULL, realized TEXT NOT NULL, sequence INTEGER NOT NULL)"
    ),
}
"""Tables that books of earlier releases lack. `behind`: the symbols that the book went on without; `opening_cost`: what
the positions in `opening` had cost and earned, and the newest number of the book then."""


def add_later_tables(file: BookFile) -> None:
    """Make what a book of an earlier release lacks; one that has all is only read, also beside a full disk."""
    with file.read():
        known = {row["name"] for row in file.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if known >= LATER_TABLES.keys():
        return
    with file.write():
        for name, columns in LATER_TABLES.items():
            file.do(f"CREATE TABLE IF NOT EXISTS {name} {columns}")
