"""Keys known by their shape alone: what a person pastes, and what a library prints of an address or a header.

The shapes are those that the issuers' own pages show (2026): a fixed beginning, then random letters and digits. A slug
such as sk-hynix-reports has no capital and no digit and is none.
"""

import re

_BEGINS = r"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))"
"""No letter or digit stands before a key, unless it is the end of a percent code."""
_RANDOM = r"(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]"
_KEY = re.compile(
    rf"{_BEGINS}(?:desk_[0-9a-f]{{12}}_[\w-]{{8,}}"
    rf"|sk-(?:[0-9a-f]{{32}}(?![\w-])|{_RANDOM}{{16,}})"
    r"|(?:PK|AK|CK)(?=[A-Z]*\d)[A-Z0-9]{16,24}(?![A-Za-z0-9])"
    r"|AKIA[0-9A-Z]{16}(?![A-Za-z0-9])|AIza[\w-]{35}"
    rf"|(?:gsk_|hf_|xai-|pplx-|r8_|gh[pousr]_|github_pat_){_RANDOM}{{16,}}"
    r"|xox[abprs]-[\w-]{10,})"
)
_HEADER = re.compile(r"(bearer|basic)( |\+|%20)(?=[\w.~+/-]*\d)[\w.~+/-]{16,}=*", re.IGNORECASE)
_LOGIN = re.compile(r"(://)[^\s/@:\"']+:[^\s/@\"']+@")
_HINTS = ("desk_", "sk-", "PK", "AK", "CK", "AIza", "gsk_", "hf_", "xai-", "pplx-", "r8_", "gh", "xox")


def without_keys(text: str) -> str:
    """Return a text in which whatever looks like a key or a login is named as one."""
    if "@" in text and "://" in text:
        text = _LOGIN.sub(r"\1[a login]@", text)
    if any(hint in text for hint in _HINTS):
        text = _KEY.sub("[a key]", text)
    if any(word in text for word in ("earer", "asic", "EARER", "ASIC")):
        text = _HEADER.sub(r"\1\2[a key]", text)
    return text
