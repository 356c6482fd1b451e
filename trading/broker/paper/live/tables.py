"""What the book at prices of now keeps beside the tables of every paper book."""

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
BEHIND_TABLE = """
CREATE TABLE IF NOT EXISTS behind (symbol TEXT PRIMARY KEY, day TEXT NOT NULL, is_opened INTEGER NOT NULL)
"""
"""The symbols that the book went on without, see behind.py; books of earlier releases lack it."""
