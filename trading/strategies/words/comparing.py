"""One condition in words: two sides and how they stand, a shape that has a name, or a move."""

from dataclasses import replace
from decimal import Decimal

from trading.strategies.conditions import FIELDS, Comparison, Condition, Operand
from trading.strategies.words.moves import multiple, take_distance, take_move, take_streak_noun
from trading.strategies.words.relations import Relation, take_relation
from trading.strategies.words.scene import Scene
from trading.strategies.words.shapes import take_shape, take_shape_of
from trading.strategies.words.sides import CLOSE, Said, take_left, take_right
from trading.strategies.words.spans import take_span

Found = tuple[Condition, ...]
MOST_HELD = 6
"""Over how many bars a state can be said to hold: each takes one of the conditions of a rule."""


def take_condition(scene: Scene) -> Found | None:
    """Take one condition, two for "between"; empty for an exit by price that is in the draft now; else None."""
    cursor, since = scene.cursor, scene.cursor.i
    named, asked = dict(scene.subjects), list(scene.notes.assumed)
    found = _shape(scene)
    found = _with_left(scene) if found is None else found
    found = _without_left(scene) if found is None else found
    if found is None:
        cursor.i, scene.subjects = since, named
        scene.notes.assumed[:] = asked
        return None
    if found:
        scene.left, scene.right = found[0].left, found[0].right
    return found


def _shape(scene: Scene) -> Found | None:
    found = take_shape(scene) or take_streak_noun(scene)
    return None if found is None else (found,)


def _with_left(scene: Scene) -> Found | None:
    cursor, since = scene.cursor, scene.cursor.i
    said = take_left(scene)
    if said is None:
        return None
    found = _after_left(scene, said)
    if found is None:
        cursor.i = since
    return found


def _after_left(scene: Scene, said: Said) -> Found | None:
    left = _price_or_last(scene, said)
    shape = take_shape_of(scene, left)
    if shape is not None:
        return (shape,)
    price = CLOSE if said.is_pronoun else said.operand
    if left.of == "volume" and (loud := _volume(scene)) is not None:
        return (loud,)
    between = _between(scene, left)
    if between is not None:
        return between
    distance = take_distance(scene, price)
    if distance is not None:
        return (distance,)
    move = take_move(scene, price)
    if move is not None:
        return () if move is True else (move,) if isinstance(move, Condition) else None
    return _compared(scene, said)


def _without_left(scene: Scene) -> Found | None:
    """Take "above 70" and "falls 5 %", of what was spoken of last, else of the price."""
    cursor, since = scene.cursor, scene.cursor.i
    distance = take_distance(scene, CLOSE)
    if distance is not None:
        return (distance,)
    move = take_move(scene, None)
    if move is not None:
        return () if move is True else (move,) if isinstance(move, Condition) else None
    found = _compared(scene, Said(is_pronoun=True))
    if found is None:
        cursor.i = since
    return found


def _price_or_last(scene: Scene, said: Said) -> Operand:
    if said.operand is not None:
        return said.operand
    return scene.left if scene.left is not None else CLOSE


def _compared(scene: Scene, said: Said) -> Found | None:
    cursor, since = scene.cursor, scene.cursor.i
    relation = take_relation(scene)
    if relation is None:
        return None
    before, scene.left = scene.left, said.operand or scene.left
    right = take_right(scene)
    scene.left = before
    again = right is None and cursor.phrase("it", "them", "that", "the average", "the line", "the level") is not None
    if right is None and scene.right is not None and (again or _is_end(scene)) and relation.is_up is not None:
        scene.notes.assume(f"“{cursor.said(since)}” is read against {scene.right.words}, which was said before.")
        right = Said(operand=scene.right)
    if right is None or right.operand is None:
        return None
    left = _left_for(scene, said, right)
    if right.unit == "%" and left.of in FIELDS and left.change_over is None:
        return None
    if relation.is_up is None and (side := cursor.phrase("from below", "from above", "upwards", "downwards")):
        relation = replace(relation, is_up=side.lower() in ("from below", "upwards"))
    if relation.is_up is None:
        return _hit(scene, relation, left, right.operand)
    if left == right.operand or left.number is not None:
        return None
    first = Condition(left=left, how=relation.comparison, right=right.operand)
    return (first, *_more_rights(scene, first), *_for_bars(scene, first))


def _for_bars(scene: Scene, first: Condition) -> Found:
    """Take "for 3 days" behind a state: it holds on the bars before as well."""
    cursor, here = scene.cursor, scene.cursor.i
    state = first.how in (Comparison.ABOVE, Comparison.BELOW)
    span = take_span(cursor) if state and cursor.phrase("for at least", "for", "on each of the last") else None
    if span is None or not span.unit or not 2 <= (bars := span.bars(scene.timeframe, scene.notes)) <= MOST_HELD:
        cursor.i = here
        return ()
    cursor.phrase("in a row", "straight", "running", "or more")
    return tuple(
        first.model_copy(update={"left": _back(first.left, ago), "right": _back(first.right, ago)})
        for ago in range(1, bars)
    )


def _back(side: Operand | None, ago: int) -> Operand | None:
    return side if side is None or side.of is None else side.model_copy(update={"ago": side.ago + ago})


def _more_rights(scene: Scene, first: Condition) -> Found:
    """Take "and the 200-day average" behind "above the 50-day average": the same comparison again."""
    cursor, here = scene.cursor, scene.cursor.i
    if first.right is None or first.right.number is not None or not cursor.phrase("and"):
        return ()
    right = take_right(scene)
    if right is not None and right.operand is not None and right.operand.of and _is_end(scene):
        return (Condition(left=first.left, how=first.how, right=right.operand),)
    cursor.i = here
    return ()


def _left_for(scene: Scene, said: Said, right: Said) -> Operand:
    """Decide what "it" is: the indicator spoken of last where a bare number is compared, else the price."""
    if said.operand is not None:
        return said.operand
    last = scene.left
    if last is None or right.unit == "$":
        return CLOSE
    if right.level is None:
        same_kind = scene.right is not None and right.operand == scene.right
        return last if same_kind or last.of == "close" or _is_oscillator(right.operand) else CLOSE
    if last != CLOSE:
        scene.notes.assume(f"What is compared with {right.level:f} is {last.words}, which was spoken of last.")
    return last


def _is_oscillator(operand: Operand | None) -> bool:
    return operand is not None and (operand.of or "").endswith((".signal", ".d"))


def _hit(scene: Scene, relation: Relation, left: Operand, right: Operand) -> Found | None:
    side = (right.of or "").rpartition(".")[2]
    if side not in ("upper", "lower"):
        scene.notes.ask(
            f"“{relation.text} {right.words}” does not say from which side; say rises over or falls under it."
        )
        return None
    how = Comparison.CROSSES_ABOVE if side == "upper" else Comparison.CROSSES_BELOW
    over = "over" if side == "upper" else "under"
    scene.notes.assume(f"“{relation.text}” is read as the close crossing {over} it.")
    return (Condition(left=left, how=how, right=right),)


def _between(scene: Scene, left: Operand) -> Found | None:
    cursor, since = scene.cursor, scene.cursor.i
    cursor.phrase("is", "stays", "remains", "are", "lies")
    if cursor.phrase("between"):
        low = take_right(scene)
        high = take_right(scene) if low is not None and cursor.phrase("and") else None
        if low is not None and high is not None and low.operand and high.operand:
            return (
                Condition(left=left, how=Comparison.ABOVE, right=low.operand),
                Condition(left=left, how=Comparison.BELOW, right=high.operand),
            )
    cursor.i = since
    return None


def _volume(scene: Scene) -> Condition | None:
    """Take "is twice its 20-day average" and "above average" of the volume, as the relative volume."""
    cursor, since = scene.cursor, scene.cursor.i
    relation = take_relation(scene)
    if relation is None:
        cursor.phrase("is", "are", "at", "reaches", "hits")
    factor = multiple(scene) or _more_than_usual(scene)
    cursor.phrase("above", "over", "of") if relation is None else None
    while cursor.phrase("the", "its", "of", "normal", "usual"):
        pass
    span = take_span(cursor)
    cursor.phrase("-")
    if not cursor.phrase("average volume", "moving average", "average", "mean", "sma", "ma", "normal", "usual"):
        cursor.i = since
        return None
    cursor.phrase("of its volume", "volume", "of volume")
    if span is None and cursor.phrase("of the last", "of", "over"):
        span = take_span(cursor)
    if relation is None and factor is None:
        cursor.i = since
        return None
    bars = 20 if span is None else span.bars(scene.timeframe, scene.notes)
    if span is None:
        scene.notes.assume("The average volume is that of 20 bars, for no number is said.")
    scene.notes.assume(f"The average volume is that of the {bars} bars before the one that decides.")
    left = scene.operand(f"rvol_{bars}")
    if left is None:
        return None
    how = Comparison.ABOVE if relation is None else relation.comparison
    return Condition(left=left, how=how, right=Operand(number=float(factor or 1)))


def _more_than_usual(scene: Scene) -> Decimal | None:
    """Take "50 % above" before an average; the factor or None."""
    cursor, here = scene.cursor, scene.cursor.i
    cursor.phrase("is", "at least", "more than")
    number = cursor.number()
    if number is not None and number.value is not None and number.unit == "%" and cursor.phrase("above", "over"):
        return 1 + number.value / 100
    cursor.i = here
    return None


def _is_end(scene: Scene) -> bool:
    return scene.cursor.low() in ("", ",", ".", "and", "or", "then", "with", "on", "again", "buy", "sell", "risk", ";")
