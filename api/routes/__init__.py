"""The routes, one file a feature; each proposes to the desk or reads, and decides nothing itself."""
