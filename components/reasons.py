"""Reasons that share one cause, said once: a venue that does not answer makes many rules say the same."""

import re
from collections.abc import Iterable

_SILENT = re.compile(r"^(?P<what>.+?)(?: is not known)?: (?P<cause>[^:]* did not answer) \S+ \S+ (?P<how>\([^)]*\)).*$")


def in_one(reasons: Iterable[str]) -> list[str]:
    """Return the reasons as they are, those of a venue's silence as one that names all that it leaves unknown.

    >>> in_one(["Size is not known: V did not answer GET /a (dropped); try again", "Too large"])
    ['Size is not known: V did not answer GET /a (dropped); try again', 'Too large']
    >>> in_one([f"{rule} is not known: V did not answer GET /x (dropped); try again" for rule in ("Size", "Loss")])
    ['V did not answer (dropped), so these are not known: size, loss.']
    """
    kept, unknown, cause = [], [], ""
    for reason in reasons:
        found = _SILENT.match(reason)
        if found is None:
            kept.append(reason)
        else:
            unknown.append((found["what"], reason))
            cause = f"{found['cause']} {found['how']}"
    if len(unknown) < 2:
        return [*(reason for _, reason in unknown), *kept]
    named = ", ".join(f"{what[:1].lower()}{what[1:]}" for what, _ in unknown)
    return [f"{cause}, so these are not known: {named}.", *kept]
