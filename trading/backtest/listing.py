"""The strategies that a person can choose from: ours, those that were saved, and files of the user."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trading.indicators.kinds import Parameter
from trading.strategies.base import Family
from trading.strategies.catalogue import STRATEGIES
from trading.types import SavedStrategy


class StrategyOrigin(StrEnum):
    """Where a strategy is from."""

    CATALOGUE = "catalogue"
    SAVED = "saved"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyLine:
    """One strategy to choose; `key` is what a request names it by, `says` its rule in a sentence.

    `rules` is the rule set of a saved one as JSON text. A file tells its parameters only when it is run, apart.
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


def listed(saved: Sequence[SavedStrategy], files: Sequence[str]) -> list[StrategyLine]:
    """Return saved strategies, then files, then the catalogue."""
    return [*map(_saved, saved), *map(_file, files), *_catalogue()]


def _saved(one: SavedStrategy) -> StrategyLine:
    return StrategyLine(
        key=one.id,
        title=one.name,
        kind=StrategyOrigin.SAVED,
        family=Family.RULES,
        says="A rule set that was saved here.",
        rules=one.rules,
    )


def _file(name: str) -> StrategyLine:
    return StrategyLine(
        key=f"{StrategyOrigin.FILE}:{name}",
        title=name,
        kind=StrategyOrigin.FILE,
        family=Family.RULES,
        says=f"Your own {name}.py; it is run in a process apart, with limits.",
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
