"""The clauses of a text in their order: what is done, when, how large, and how it ends; the rest is kept as unread."""

from trading.strategies.rule_strategy import RuleSide
from trading.strategies.words.acting import Act, take_act, take_marker, take_objects
from trading.strategies.words.comparing import Found, take_condition
from trading.strategies.words.exits import take_exit, take_time
from trading.strategies.words.scene import Scene
from trading.strategies.words.sizes import take_size
from trading.strategies.words.state import State
from trading.words.tokens import Kind

ENDS = (".", ";", "!", "?", "…")
_NEGATIONS = frozenset({
    "unless", "except", "not", "never", "don't", "dont", "without", "excluding", "avoid", "no", "nor", "neither",
    "isn't",
    "doesn't", "hasn't", "wasn't", "aren't", "ignore", "ignoring", "skip", "skipping",
})  # fmt: skip
_JOINERS = ("and also", "and if", "and", "or if", "or", "but only if", "but only when", "as long as", "while", "plus",
    "&",
            "and that", "and only if", "and when", "or when", "provided that", "with", "either", "but",
            "only if")  # fmt: skip
_STARTERS = frozenset({
    "stop", "risk", "risking", "take", "target", "trail", "trailing", "hold", "size", "sized", "use", "sell", "buy",
    "short",
    "cover", "exit", "then", "keep", "invest", "stop-loss", "stoploss", "half",
})  # fmt: skip


def read_clauses(scene: Scene) -> State:
    """Read every clause into the draft and return what stays open."""
    state, cursor = State(), scene.cursor
    while cursor.more:
        token = cursor.tokens[cursor.i]
        if token.kind is Kind.LINE or token.low in ENDS:
            state.flush()
            cursor.skip()
        elif not state.run and token.low in (",", "and", "then", ":", "also", "&"):
            cursor.skip()
        elif token.low in _NEGATIONS and not _counts(scene):
            _swallow(scene, state)
        elif _step(scene, state):
            continue
        else:
            state.run.append(cursor.skip())
    state.flush()
    if state.pending and not scene.draft.entry:
        _give(scene, "entry", state)
    return state


def _counts(scene: Scene) -> bool:
    """Say whether a "no" is part of a bound ("no more than 10 days") or says that a thing is left out by default."""
    return scene.cursor.low(1) in ("more", "longer", "less", "later")


def _step(scene: Scene, state: State) -> bool:
    """Take one clause at the cursor; what was unread before it ends there."""
    cursor, since = scene.cursor, scene.cursor.i
    for take in (take_exit, take_time, take_size):
        if take(scene):
            state.flush()
            return True
    if _act(scene, state):
        return True
    if not state.run and (take_marker(scene) or _may_begin(scene)) and _leading(scene, state):
        return True
    cursor.i = since
    if not state.run and (cursor.low() in ("on", "for", "with", "using", "in") or not cursor.i) and _symbols(scene):
        return True
    cursor.i = since
    return False


def _may_begin(scene: Scene) -> bool:
    """Say whether a condition may stand here without a word before it: at the beginning, or right behind a colon."""
    before = scene.cursor.tokens[scene.cursor.i - 1].low if scene.cursor.i else ""
    return before in ("", ":", "\n", "then", ".", ",")


def _symbols(scene: Scene) -> bool:
    """Take "on AAPL and MSFT"."""
    cursor = scene.cursor
    cursor.phrase("on", "for", "with", "using", "in")
    found = cursor.symbol()
    if found is None:
        return False
    scene.draft.name(found[0])
    while True:
        here = cursor.i
        cursor.phrase(",", "and", "&", "or")
        more = cursor.symbol()
        if more is None:
            cursor.i = here
            return True
        scene.draft.name(more[0])


def _act(scene: Scene, state: State) -> bool:
    cursor, since = scene.cursor, scene.cursor.i
    act = take_act(scene)
    if act is None:
        return False
    if act is Act.LONG and cursor.low() in ("and",) and cursor.low(1) == "hold":
        cursor.i = since
        return False
    state.flush()
    inside = _placed(scene, state, act, since)
    scene.inside = inside
    take_objects(scene)
    _ends(scene, state, inside)
    return True


def _placed(scene: Scene, state: State, act: Act, since: int) -> str:
    """Return whether a verb begins the entry or the exit, and note the side that it says."""
    draft = scene.draft
    wants = {Act.LONG: RuleSide.LONG, Act.HOLD: RuleSide.LONG, Act.SHORT: RuleSide.SHORT}.get(act)
    if wants is None:
        if act is Act.COVER and draft.side is None:
            draft.side = RuleSide.SHORT
        return "exit"
    if draft.side not in (None, wants):
        state.other_way = state.other_way or scene.cursor.said(since)
    draft.side = draft.side or wants
    if act is Act.HOLD and not draft.entry:
        draft.holds = True
    return "entry"


def _ends(scene: Scene, state: State, inside: str) -> None:
    """Read the conditions behind a verb; without any it takes those before it, or waits for some."""
    cursor, here = scene.cursor, scene.cursor.i
    if take_time(scene) or take_exit(scene):
        state.awaiting = None
        return
    marked = take_marker(scene) is not None
    if marked and inside == "exit" and (take_time(scene) or take_exit(scene)):
        return
    if _list_of(scene, state, inside):
        state.awaiting = None
        return
    cursor.i = here
    if state.pending:
        _give(scene, inside, state)
    elif inside == "exit" and state.marked_tail and not scene.draft.exit:
        tail, scene.draft.entry = scene.draft.entry[-state.marked_tail :], scene.draft.entry[: -state.marked_tail]
        scene.draft.exit = tail
    else:
        state.awaiting = inside


def _leading(scene: Scene, state: State) -> bool:
    """Read conditions that stand before their verb, or behind a verb that waits for them."""
    target = state.awaiting or "pending"
    scene.inside = state.awaiting or scene.inside
    found = _list_of(scene, state, target)
    if found:
        state.awaiting = None
    return found


def _list_of(scene: Scene, state: State, target: str) -> bool:
    cursor = scene.cursor
    cursor.phrase("either", "both", "when", "if", "that")
    first = take_condition(scene)
    if first is None:
        return False
    state.marked_tail = 0
    _put(scene, state, target, (first, ""))
    while True:
        here = cursor.i
        comma = cursor.phrase(",") is not None
        joiner = cursor.phrase(*_JOINERS) or ("," if comma else "")
        marker = take_marker(scene) if joiner else None
        if not joiner or (cursor.low() in _STARTERS and not marker) or _begins_clause(scene):
            cursor.i = here
            return True
        cursor.phrase("both", "either", "then")
        more = take_condition(scene)
        if more is None:
            cursor.i = here
            return True
        if (marker and marker.lower() in ("when", "if", "once", "whenever")) or joiner.lower() in (
            "and when",
            "and if",
        ):
            state.marked_tail += len(more)
        kind = "or" if joiner.lower().startswith(("or", "either")) else joiner.lower()
        _put(scene, state, target, (more, kind))


def _begins_clause(scene: Scene) -> bool:
    """Say whether a verb or an exit stands here, without taking it."""
    cursor, here = scene.cursor, scene.cursor.i
    found = take_act(scene) is not None
    cursor.i = here
    return found


def _put(scene: Scene, state: State, target: str, said: tuple[Found, str]) -> None:
    """Put conditions, with the word that joins them to those before, where they belong."""
    found, joiner = said
    if target == "pending":
        state.pending.append(said)
        return
    (scene.draft.entry if target == "entry" else scene.draft.exit).extend(found)
    kind = "or" if joiner == "or" else "and" if joiner not in ("", ",") else joiner
    if kind:
        scene.draft.joiners[target].add(kind)


def _give(scene: Scene, target: str, state: State) -> None:
    """Hand conditions that stood before their verb over to it."""
    for said in state.pending:
        _put(scene, state, target, said)
    state.pending = []


def _swallow(scene: Scene, state: State) -> None:
    """Take a negation up to the end of its clause as unread: a rule has no "not"."""
    cursor = scene.cursor
    while cursor.more:
        token = cursor.tokens[cursor.i]
        if token.kind is Kind.LINE or token.low in ENDS:
            break
        if token.low in (",", "and", "then") and state.run:
            here = cursor.i
            cursor.skip()
            cursor.phrase("and", "then")
            begins = _begins_clause(scene) or cursor.low() in _STARTERS
            cursor.i = here
            if begins:
                break
        state.run.append(cursor.skip())
    state.flush()
