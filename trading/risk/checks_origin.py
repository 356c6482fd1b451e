"""The rule `origin`: every field traces to somebody who may say it, and words must be an order."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields

from trading.risk.assumed import assumed_fault
from trading.risk.facts import Facts
from trading.risk.rule import EVERY_ACTION, Judgement, Rule, no, yes
from trading.types import Action, FieldFrom, FieldSource, OriginKind, Ticket

NEVER_ASSUMED = frozenset(
    {
        "symbol",
        "side",
        "qty",
        "notional",
        "limit_price",
        "stop_price",
        "trail_price",
        "trail_percent",
        "take_profit",
        "stop_loss",
    }
)
"""A default may not fill these: a size, a price, a side or a symbol is said, or it is asked for.

What `trading.risk.assumed` tells is the exception: the exits of an entry, and the desk's own mends.
"""

MAY_SAY: dict[OriginKind, frozenset[FieldFrom]] = {
    OriginKind.FORM: frozenset({FieldFrom.FORM, FieldFrom.DEFAULT}),
    OriginKind.API: frozenset({FieldFrom.KEY, FieldFrom.DEFAULT}),
    OriginKind.AGENT: frozenset({FieldFrom.WORDS, FieldFrom.DEFAULT}),
    OriginKind.STRATEGY: frozenset({FieldFrom.STRATEGY, FieldFrom.DEFAULT}),
    OriginKind.DESK: frozenset({FieldFrom.FORM, FieldFrom.KEY, FieldFrom.DEFAULT}),
}


def _origin(facts: Facts) -> Judgement:
    reasons = list(_faults(facts))
    if reasons:
        return no(f"{len(reasons)} not traced", "; ".join(reasons))
    traced = [(name, _sources(facts.origin.fields, name)) for name in _set_fields(facts.ticket)]
    said = ", ".join(f"{name}: {item.text}" for name, items in traced for item in items[:1])
    return yes(f"{len(traced)} traced", f"every field traces to its source ({said:.300})")


def _faults(facts: Facts) -> Iterator[str]:
    ticket, origin = facts.ticket, facts.origin
    for name, item in origin.fields.items():
        if item.source is FieldFrom.FOREIGN:
            yield f"{name} comes from text that is not the user's own ({item.text!r:.60}); say it or use the form"
        elif item.source not in MAY_SAY[origin.kind]:
            yield f"{name} comes from {item.source}, which a ticket from {origin.kind} may not use; propose it again"
    for name in _set_fields(ticket):
        sources = _sources(origin.fields, name)
        if not sources:
            yield f"{name} traces to nothing that was said; say it or use the form"
        yield from (fault for item in sources if (fault := _source_fault(facts, name, item)))
    if origin.kind is OriginKind.AGENT:
        yield from _words_faults(facts)


def _set_fields(ticket: Ticket) -> Iterator[str]:
    """Name the fields that need a source. A cancel is its action and its target; the rest follows from that order."""
    for item in fields(ticket):
        default = None if item.default is MISSING else item.default
        if ticket.action is Action.CANCEL and item.name not in ("action", "target_id"):
            continue
        if getattr(ticket, item.name) != default:
            yield item.name


def _sources(sources: Mapping[str, FieldSource], name: str) -> list[FieldSource]:
    return [item for key, item in sources.items() if key == name or key.startswith(f"{name}.")]


def _source_fault(facts: Facts, name: str, item: FieldSource) -> str | None:
    if item.source is FieldFrom.DEFAULT and name in NEVER_ASSUMED:
        return assumed_fault(facts, name, item)
    if item.source is FieldFrom.DEFAULT and not item.text.strip():
        return f"{name} is a default without a reason; propose it again"
    if item.source is FieldFrom.WORDS and not _folded(item.text):
        return f"{name} traces to no words; say it"
    if item.source is FieldFrom.WORDS and _folded(item.text) not in _folded(facts.origin.words):
        return f"{name} traces to {item.text!r:.60}, which the user did not write; say it yourself"
    return None


def _words_faults(facts: Facts) -> Iterator[str]:
    origin = facts.origin
    if origin.asked is None:
        yield "the words ask for no order; say what to buy or sell"
    elif not 0 <= origin.asked < max(origin.asked_count, 1):
        yield f"the words ask for {origin.asked_count} orders and this would be number {origin.asked + 1}; say it again"
    if facts.book.twin is not None and not facts.asked_again:
        yield f"this run has already proposed what the words ask for, as {facts.book.twin}; ask again for another"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


ORIGIN_RULES = (Rule(name="origin", title="Asked for by you", judge=_origin, actions=EVERY_ACTION),)
