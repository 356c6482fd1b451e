"""The strategies that a person can choose from: ours, those that were saved, and files of the user."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trading.errors import FixInput
from trading.indicators.kinds import Parameter
from trading.strategies.base import MOST_SYMBOLS, Family
from trading.strategies.catalogue import STRATEGIES
from trading.strategies.files import Listed
from trading.strategies.numbers import numbers_of
from trading.strategies.rules import rules_from_text
from trading.types import Page, SavedStrategy


class StrategyOrigin(StrEnum):
    """Where a strategy is from."""

    CATALOGUE = "catalogue"
    SAVED = "saved"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyLine:
    """One strategy to choose; `key` is what a request names it by, `says` its rule in a sentence.

    `rules` is the rule set of a saved one as JSON text, `numbers` what of it can be set and searched. Of a file only
    the parameters are known that are written out as plain numbers; its `fault` is why it cannot be run.
    """

    key: str
    title: str
    kind: StrategyOrigin
    family: Family
    says: str
    entry: tuple[str, ...] = ()
    exit: tuple[str, ...] = ()
    source: str = ""
    parameters: tuple[Parameter, ...] = ()
    least_symbols: int = 1
    most_symbols: int = 1
    rules: str | None = None
    numbers: tuple[Parameter, ...] = ()
    fault: str | None = None


def listed(saved: Sequence[SavedStrategy], files: Sequence[Listed]) -> list[StrategyLine]:
    """Return saved strategies, then files, then the catalogue."""
    return [*map(_saved, saved), *map(_file, files), *_catalogue()]


def paged(lines: Sequence[StrategyLine], limit: int | None, cursor: str | None) -> Page[StrategyLine]:
    """Return the page of lines behind the strategy that a cursor names. Raises FixInput for one that is gone."""
    keys = [line.key for line in lines]
    if cursor is not None and cursor not in keys:
        raise FixInput(f"cursor {cursor!r:.40} is not one that a list gave; start without a cursor")
    start = 0 if cursor is None else keys.index(cursor) + 1
    end = len(lines) if limit is None else start + limit
    return Page(items=lines[start:end], next_cursor=keys[end - 1] if end < len(lines) else None)


def _saved(one: SavedStrategy) -> StrategyLine:
    said, fault = "", None
    numbers: tuple[Parameter, ...] = ()
    try:
        rules = rules_from_text(one.rules)
        said, numbers = " ".join(rules.says()), numbers_of(rules)
    except FixInput as unread:
        fault = str(unread)
    return StrategyLine(
        key=one.id,
        title=one.name,
        kind=StrategyOrigin.SAVED,
        family=Family.RULES,
        says=said,
        rules=one.rules,
        numbers=numbers,
        fault=fault,
        most_symbols=MOST_SYMBOLS,
    )


def _file(one: Listed) -> StrategyLine:
    return StrategyLine(
        key=one.key,
        title=one.title,
        kind=StrategyOrigin.FILE,
        family=Family.RULES,
        says=one.says,
        source=one.path.name,
        parameters=one.parameters,
        fault=one.fault,
        most_symbols=MOST_SYMBOLS,
    )


def _catalogue() -> Iterator[StrategyLine]:
    for kind in STRATEGIES.values():
        yield StrategyLine(
            key=kind.key,
            title=kind.title,
            kind=StrategyOrigin.CATALOGUE,
            family=kind.family,
            says=kind.says,
            entry=kind.entry,
            exit=kind.exit,
            source=kind.source,
            parameters=kind.parameters,
            least_symbols=kind.least_symbols,
            most_symbols=kind.most_symbols,
        )
