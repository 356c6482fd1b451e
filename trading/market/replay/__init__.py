"""The market without a network: bundled daily history under a clock that a person moves."""
