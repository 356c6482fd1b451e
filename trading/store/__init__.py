"""Everything that is remembered: tables, one file an aggregate, and the migrations that make them."""
