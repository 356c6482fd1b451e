"""Ways in which a figure of a true answer is made false, for the measurement of what is flagged.

- digit: one digit is another one (the first is never made 0);
- sign: a sign is turned round; one without a sign gets that which its value has not;
- unit: USD become percent, percent USD, and a plain number or a count one of the two;
- scale: the figure is ten, a hundred or a thousand times as large, a tenth or a hundredth, or K, M, B is another one;
- swap: two figures of one unit that stand for two symbols change places.

Left out is what says the same as before: a sign of zero, and the sign of a fall from a peak, which is said both ways.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from agent.provenance.figures import Figure, Unit, figures_in

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_SCALE = re.compile(r"(?<=[0-9])[KMB](?!\w)")
_FALL = re.compile(r"drawdown|deepest|worst|fall from", re.IGNORECASE)
KINDS = ("digit", "sign", "unit", "scale", "swap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A false text; `at` is where each of its changed figures begins."""

    kind: str
    text: str
    at: tuple[int, ...]


def mutations(
    text: str, figures: list[Figure], negative: set[int], draw: Random, *, digits: int = 4
) -> Iterator[Mutation]:
    """Yield false versions of a true text, each with one figure changed; `negative` begin those of a value below 0."""
    for figure in figures:
        if _NUMBER.search(text[figure.start : figure.end]) is None:
            continue
        for kind, changed in _changes(text, figure, draw, digits, is_negative=figure.start in negative):
            mutated = text[: figure.start] + changed + text[figure.end :]
            yield Mutation(kind=kind, text=mutated, at=(figure.start,))


def _changes(text: str, figure: Figure, draw: Random, digits: int, *, is_negative: bool) -> Iterator[tuple[str, str]]:
    shown = text[figure.start : figure.end]
    number = _NUMBER.search(shown)
    assert number is not None
    places = [n for n in range(*number.span()) if shown[n].isdigit()]
    for place in draw.sample(places, min(digits, len(places))):
        others = [d for d in "0123456789" if d != shown[place] and not (d == "0" and place == places[0])]
        yield "digit", shown[:place] + draw.choice(others) + shown[place + 1 :]
    around = text[max(0, figure.start - 60) : figure.end + 40]
    if figure.value != 0 and not _FALL.search(around):
        bare = re.sub(r"[−–+-]", "", shown, count=1) if figure.sign else shown
        yield "sign", f"+{bare}" if is_negative else f"−{bare}"
    bare = re.sub(r"US\$|\$|\s?(?:%|percent|bps|USD)|x$", "", shown)
    if figure.value != 0:
        yield "unit", f"{bare}%" if figure.unit is not Unit.PERCENT else f"${bare}"
        yield from (("scale", scaled) for scaled in _scaled(shown, number, draw))


def _scaled(shown: str, number: re.Match[str], draw: Random) -> Iterator[str]:
    value = Decimal(number.group().replace(",", ""))
    for power in draw.sample((1, 2, 3, -1, -2), 2):
        moved = value.scaleb(power)
        yield shown[: number.start()] + f"{moved:,f}" + shown[number.end() :]
    if _SCALE.search(shown):
        yield _SCALE.sub(lambda found: {"K": "M", "M": "B", "B": "M"}[found.group()], shown, count=1)


def swaps(text: str, owners: dict[int, str]) -> Iterator[Mutation]:
    """Yield the text with two figures exchanged, for each pair of one unit whose symbols differ.

    `owners` says by the begin of a figure for which symbol it stands.
    """
    figures = [figure for figure in figures_in(text) if figure.start in owners]
    for n, one in enumerate(figures):
        for other in figures[n + 1 :]:
            same = one.unit is not other.unit or owners[one.start] == owners[other.start]
            if same or one.value == other.value:
                continue
            first, second = text[one.start : one.end], text[other.start : other.end]
            mutated = text[: one.start] + second + text[one.end : other.start] + first + text[other.end :]
            later = other.start + len(second) - len(first)
            yield Mutation(kind="swap", text=mutated, at=(one.start, later))
