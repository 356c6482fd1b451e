"""From the words of a person to a rule set, by plain rules of reading: nothing is guessed in silence."""

import re
from decimal import Decimal

from pydantic import ValidationError

from trading.strategies.conditions import Comparison, Condition, Conditions, Match
from trading.strategies.rule_faults import sentences
from trading.strategies.rule_strategy import RuleSide
from trading.strategies.rules import RuleSet
from trading.strategies.words.clauses import read_clauses
from trading.strategies.words.reading import Notes, Reading
from trading.strategies.words.scene import Draft, Scene
from trading.strategies.words.spelling import mended
from trading.strategies.words.state import State
from trading.strategies.words.stretch import take_period, take_timeframe
from trading.strategies.words.unread import why_unread
from trading.types import Sizing, Timeframe
from trading.words.cursor import Cursor
from trading.words.names import Lexicon
from trading.words.tokens import Token, fold, text_of, tokenize

MOST_CHARACTERS = 2_000
EXAMPLE = "Buy AAPL when RSI falls under 30 and sell above 70, risk 1 % a trade, stop 5 %"
_CASH = re.compile(
    r"\b(?:starting|start|begin|beginning)\s+(?:with|from|capital(?: of)?|cash(?: of)?)\s+\$?\s?"
    r"(?P<n>[\d,]+)(?P<k>k)?\b(?:\s*(?:usd|dollars))?(?:\s+(?:of\s+)?(?:capital|cash))?"
    r"|\b(?:with\s+)?(?:a\s+)?(?:starting |initial )"
    r"(?:capital|cash|balance) of \$?\s?(?P<m>[\d,]+)(?P<l>k)?\b(?:\s*(?:usd|dollars))?",
    re.IGNORECASE,
)
_COMMA = re.compile(r",(\s)")
"""A comma behind a number is a mark of its own, not a part of the number: it changes places with the space."""
_OPPOSITE = {Comparison.ABOVE: Comparison.BELOW, Comparison.BELOW: Comparison.ABOVE}


def read_rules(text: str, known_symbols: Lexicon) -> Reading:
    """Return what a text says of a strategy: rules, or what is missing for some, and everything that is not in them.

    Text is data here, whatever it says: the outcome is a rule set at most, which a person looks at.
    """
    if len(text) > MOST_CHARACTERS:
        said = f"The words have {len(text):,} characters and at most {MOST_CHARACTERS:,} are read; shorten them."
        return Reading(words=text[:MOST_CHARACTERS], rules=None, missing=(said,))
    notes = Notes()
    timeframe, rest = take_timeframe(fold(text))
    period, rest = take_period(rest)
    cash, rest = take_cash(rest)
    tokens = mended(tokenize(_COMMA.sub(r"\1,", rest), text), known_symbols, notes)
    draft = Draft()
    _sell_first(tokens, draft, notes)
    scene = Scene(
        cursor=Cursor(tokens, text, known_symbols), notes=notes, draft=draft, timeframe=timeframe or Timeframe.DAY_1
    )
    state = read_clauses(scene)
    _leave_unread(state, notes, text)
    rules = _finish(scene, state)
    return Reading(
        words=text,
        rules=rules,
        missing=tuple(notes.missing),
        unread=tuple(notes.unread),
        assumed=tuple(notes.assumed),
        timeframe=timeframe,
        period=period,
        cash=cash,
    )


def take_cash(text: str) -> tuple[Decimal | None, str]:
    """Return the cash that the words begin with, USD, and the words with it blanked out."""
    match = _CASH.search(text)
    digits = (match["n"] or match["m"] or "").replace(",", "") if match else ""
    if match is None or not digits:
        return None, text
    value = Decimal(digits) * (1000 if match["k"] or match["l"] else 1)
    return value, text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]


def _sell_first(tokens: list[Token], draft: Draft, notes: Notes) -> None:
    """Read "sell ... and buy back ..." as a short: where nothing else is bought, what is sold first is borrowed."""
    lows = [token.low for token in tokens]
    buys = {n for n, low in enumerate(lows) if low in ("buy", "buying", "long", "purchase", "hold", "enter")}
    back = {n for n in buys if "back" in lows[n + 1 : n + 3] or "cover" in lows[n + 1 : n + 3]}
    sells = next((n for n, low in enumerate(lows) if low in ("sell", "selling")), None)
    covers = back or "cover" in lows
    if sells is None or not covers or buys - back or "short" in lows or "shorting" in lows:
        return
    draft.side = RuleSide.SHORT
    notes.assume("What is sold here is sold short, for it is bought back later and nothing is bought before.")
    tokens[sells] = Token(tokens[sells].kind, "short", tokens[sells].text, tokens[sells].start, tokens[sells].end)


def _leave_unread(state: State, notes: Notes, text: str) -> None:
    for words in state.unread:
        notes.leave(why_unread(text_of(words, text)))


def _finish(scene: Scene, state: State) -> RuleSet | None:
    """Return the rule set of a draft, None with questions where one is open."""
    draft, notes = scene.draft, scene.notes
    _settle_symbols(scene)
    if state.other_way:
        notes.ask("These words trade both ways; a rule set is long or short: say one, the other as rules of its own.")
    if draft.holds and not draft.exit and not _has_price_exit(draft):
        _leave_when_it_ends(draft, notes)
    verb = "sell short" if draft.side is RuleSide.SHORT else "buy"
    if not draft.entry and not notes.missing:
        notes.ask(f"When to {verb} is not said, or could not be read; say it, for example: {EXAMPLE}.")
    if state.awaiting == "exit" and not draft.exit and not _has_price_exit(draft) and not notes.missing:
        notes.ask("When to get out could not be read; say it, for example: sell when RSI is above 70.")
    sizing = draft.sizing
    if sizing is not None and sizing.method is Sizing.RISK and draft.stop_pct is None:
        notes.ask("Sizing by risk needs a stop and none was read; say one, for example: stop 5 %.")
    for part in ("entry", "exit"):
        if len(draft.joiners[part] & {"and", "or"}) > 1:
            notes.ask(f"The {part} mixes “and” with “or”; a rule takes all of its conditions or any of them: say one.")
    if notes.missing:
        return None
    if not draft.exit and not _has_price_exit(draft):
        notes.assume("No exit was read, so a position is held to the end.")
    return _built(draft, notes)


def _settle_symbols(scene: Scene) -> None:
    """Take the symbol of the conditions where no other is named; one beside that which is traded cannot be read."""
    draft = scene.draft
    if not draft.symbols:
        draft.symbols.extend(scene.subjects)
        if len(scene.subjects) > 1:
            named = " and ".join(scene.subjects.values())
            scene.notes.ask(f"The conditions name {named}; a rule reads the symbol that it trades: name one.")
        return
    for symbol, said in scene.subjects.items():
        if symbol not in draft.symbols or len(draft.symbols) > 1:
            traded = ", ".join(draft.symbols)
            scene.notes.ask(
                f"A condition on {said} cannot be expressed beside {traded}; a rule reads the symbol that it trades "
                "and no other. Say it without."
            )


def _has_price_exit(draft: Draft) -> bool:
    return any((draft.stop_pct, draft.take_pct, draft.trail_pct, draft.most_bars))


def _leave_when_it_ends(draft: Draft, notes: Notes) -> None:
    """Give "hold while ..." its other half: out when one of its conditions has turned."""
    turned = [
        Condition(left=each.left, how=_OPPOSITE[each.how], right=each.right)
        for each in draft.entry
        if each.how in _OPPOSITE and each.right is not None
    ]
    if turned and len(turned) == len(draft.entry):
        draft.exit = turned
        if len(turned) > 1 and "or" not in draft.joiners["entry"]:
            draft.joiners["exit"] = {"or"}
        notes.assume("“Hold while” is read as: out when that has turned to the other side.")


def _built(draft: Draft, notes: Notes) -> RuleSet | None:
    try:
        return RuleSet(
            version=1,
            side=draft.side or RuleSide.LONG,
            entry=_conditions(draft, "entry"),
            exit=_conditions(draft, "exit") if draft.exit else None,
            stop_pct=draft.stop_pct,
            take_pct=draft.take_pct,
            trail_pct=draft.trail_pct,
            most_bars=draft.most_bars,
            sizing=draft.sizing,
            symbols=tuple(draft.symbols),
        )
    except ValidationError as fault:
        for said in sentences(fault.errors()):
            notes.ask(f"{said[:1].upper()}{said[1:]}.")
        return None


def _conditions(draft: Draft, part: str) -> Conditions:
    conditions = tuple(dict.fromkeys(draft.entry if part == "entry" else draft.exit))
    is_any = "or" in draft.joiners[part] and len(conditions) > 1
    return Conditions(match=Match.ANY if is_any else Match.ALL, conditions=conditions)
