"""How one side stands to the other, in words: "is under" is a state, "falls under" is a crossing."""

from dataclasses import dataclass

from trading.strategies.conditions import Comparison
from trading.strategies.words.scene import Scene

_UP = (
    "rise", "rises", "rising", "rose", "climb", "climbs", "climbing", "rally", "rallies", "jump", "jumps", "surge",
    "surges", "recover", "recovers", "bounce", "bounces", "push", "pushes", "exceed",
)  # fmt: skip
_DOWN = (
    "fall", "falls", "falling", "fell", "drop", "drops", "dropping", "dropped", "dip", "dips", "dipping", "sink",
    "sinks", "decline", "declines", "slide", "slides", "plunge", "plunges", "tumble", "tumbles", "slip", "slips",
    "crash", "crashes",
)  # fmt: skip
_EITHER = (
    "cross", "crosses", "crossing", "crossed", "break", "breaks", "breaking", "broke", "go", "goes", "going", "went",
    "move", "moves", "moving", "get", "gets", "come", "comes", "turn", "turns", "pass", "passes", "return", "returns",
    "breakout", "crossover",
)  # fmt: skip
_STANDS = (
    "stay", "stays", "staying", "remain", "remains", "trade", "trades", "trading", "close", "closes", "closing",
    "closed", "stand", "stands", "sit", "sits", "hold", "holds", "be", "being", "equals", "reads", "finishes", "ends",
    "opens",
)  # fmt: skip
_HELPERS = (
    "is", "are", "was", "has", "have", "'s", "will", "starts to", "begins to", "starts", "moves to be", "should",
    "ever", "first", "again", "once again", "just", "clearly", "now", "currently", "still", "also",
)  # fmt: skip
_ABOVE = (
    "above", "over", "greater than", "higher than", "more than", "larger than", "bigger than", ">", "past",
    "upwards of",
    "on top of", "north of", "in excess of",
)  # fmt: skip
_BELOW = (
    "below", "under", "beneath", "less than", "lower than", "smaller than", "<", "underneath", "south of",
    "beyond below",
)  # fmt: skip
_AT_LEAST = ("at least", "> =", "at or above", "at or over", "no less than", "not less than", "above or equal to")
_AT_MOST = ("at most", "< =", "at or below", "at or under", "no more than", "not more than", "below or equal to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How the sides stand; `is_up` is None where words such as "hits" name no side to come from."""

    is_up: bool | None
    is_crossing: bool
    text: str

    @property
    def comparison(self) -> Comparison:
        """Return the comparison of a rule."""
        if self.is_crossing:
            return Comparison.CROSSES_ABOVE if self.is_up else Comparison.CROSSES_BELOW
        return Comparison.ABOVE if self.is_up else Comparison.BELOW


def take_relation(scene: Scene) -> Relation | None:
    """Take the words between two sides; None where there are none."""
    cursor, since = scene.cursor, scene.cursor.i
    while cursor.phrase(*_HELPERS):
        pass
    crosses = cursor.low() in ("cross", "crosses", "crossing", "crossed")
    verb = _verb(scene)
    way = cursor.phrase("back up", "back down", "back", "up", "down", "upwards", "downwards", "upward", "downward")
    cursor.phrase("through") if cursor.low(1) in (*_ABOVE, *_BELOW) else None
    is_up = _particle(scene, verb, way or "", since)
    if is_up is None and (verb == "hit" or (crosses and not way)):
        return Relation(is_up=None, is_crossing=True, text=cursor.said(since))
    if is_up is None:
        cursor.i = since
        return None
    cursor.phrase("both")
    return Relation(is_up=is_up, is_crossing=verb in ("up", "down", "either"), text=cursor.said(since))


def _verb(scene: Scene) -> str:
    cursor = scene.cursor
    for kind, words in (("up", _UP), ("down", _DOWN), ("either", _EITHER), ("stands", _STANDS)):
        if cursor.phrase(*words):
            return kind
    if cursor.phrase("hits", "hit", "reaches", "reach", "touches", "touch", "gets to", "reached", "hitting"):
        return "hit"
    if cursor.low() == "at" and cursor.low(1) not in ("least", "most", "or"):
        cursor.skip()
        return "hit"
    if cursor.phrase("exceeds", "tops", "beats"):
        return "exceeds"
    return ""


def _particle(scene: Scene, verb: str, way: str, since: int) -> bool | None:
    cursor = scene.cursor
    if verb == "exceeds":
        return True
    for is_up, equal, plain in ((True, _AT_LEAST, _ABOVE), (False, _AT_MOST, _BELOW)):
        if cursor.phrase(*equal):
            scene.notes.assume(f"“{cursor.said(since)}” is read without the level itself.")
            return is_up
        if cursor.phrase(*plain):
            cursor.phrase("or equal to", "or at")
            return is_up
    if verb in ("up", "down") and cursor.phrase("to", "through"):
        scene.notes.assume(f"“{cursor.said(since)}” is read as crossing that level.")
        return verb == "up"
    if verb == "either" and way.lower().endswith(("up", "down", "upwards", "downwards", "upward", "downward")):
        cursor.phrase("through", "to", "across")
        return "up" in way.lower()
    return None
