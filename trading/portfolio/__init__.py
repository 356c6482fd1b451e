"""The portfolio: what the account is worth, holds and risks, for people and for REST."""
