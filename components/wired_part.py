"""What a row of Settings, Connections, is made of."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the desk: its name, what serves it, how it is chosen, and a check that returns what it found."""

    name: str
    serves: str
    chosen_by: str
    check: Callable[[], str]
