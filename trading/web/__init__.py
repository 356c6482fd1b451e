"""The web, reached safely: public addresses alone, connected to as they were checked, bounded in size and time."""
