"""The venues: one folder each, all behind the port Broker."""
