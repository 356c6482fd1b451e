"""Take the values of secrets out of whatever is to be kept."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

LEAST = 4
"""A shorter secret could not be told from ordinary text: 1 and 0 are passwords of nobody."""


class Redactor:
    """Replaces each secret, as it is or as addresses and headers carry it, by its name in brackets."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        forms: dict[str, str] = {}
        for name, value in secrets.items():
            if len(value) >= LEAST:
                for form in (value, quote(value, safe=""), base64.b64encode(value.encode()).decode().rstrip("=")):
                    forms[form] = f"[{name}]"
        self._forms = sorted(forms.items(), key=lambda pair: -len(pair[0]))

    def clean(self, value: Any) -> Any:
        """Return plain JSON without any secret, in keys too."""
        if not self._forms:
            return value
        if isinstance(value, str):
            for form, name in self._forms:
                if form in value:
                    value = value.replace(form, name)
            return value
        if isinstance(value, Mapping):
            return {self.clean(key): self.clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.clean(item) for item in value]
        return value
