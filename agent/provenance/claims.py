"""Words that speak as if an order had been carried out, and what an answer says against them."""

import re

_CLAIM = re.compile(
    r"\b(?:bought|sold|purchased|executed|filled|placed|sent|submitted|approved|confirmed|transferred|"
    r"cancelled|canceled|"
    r"closed your|went through|is done)\b",
    re.IGNORECASE,
)
NOT_SENT = "This run has sent nothing: an order is only ever proposed here."


def claims_an_act(text: str) -> bool:
    """Say whether a text speaks as if an order had been carried out."""
    return _CLAIM.search(text) is not None
