"""The keys of session state that the page Fundamentals alone uses; each also stands in the address under its name."""

COMPANY = "company"
PERIOD = "period"
STATEMENT = "statement"
PEERS = "peers"
