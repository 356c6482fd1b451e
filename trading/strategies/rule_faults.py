"""A fault of a rule set as a sentence: where it is, what stands there, and what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

_BOUNDS = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}
_TYPES = {
    "float_type": "a number",
    "int_type": "a whole number",
    "string_type": "text",
    "tuple_type": "a list",
    "model_type": "an object",
    "float_parsing": "a number",
    "finite_number": "a finite number",
}


def sentences(faults: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return pydantic's account of the faults, a sentence each.

    A list whose parts are faulty is called too short as well, because they do not count: that is left out.
    """
    deeper = [fault["loc"] for fault in faults]
    told = [
        _sentence(fault)
        for fault in faults
        if fault["type"] != "too_short" or not any(len(loc) > len(fault["loc"]) for loc in deeper)
    ]
    return list(dict.fromkeys(told))


def _sentence(fault: Mapping[str, Any]) -> str:
    kind, where, given = str(fault["type"]), _where(fault["loc"]), fault.get("input")
    context = fault.get("ctx") or {}
    if kind == "value_error":
        return f"{where}: {context['error']}" if fault["loc"] else str(context["error"])
    if kind == "missing":
        return f"{where} is missing; add it"
    if kind == "extra_forbidden":
        return f"{where} is no field of a rule set; leave it out"
    if kind == "json_invalid":
        return f"the rules are no JSON ({context.get('error', 'unreadable')}); mend the text"
    for name, words in _BOUNDS.items():
        if name in context:
            return f"{where} {given!r:.30} is not {words} {context[name]:g}; choose another number"
    if "max_length" in context or "min_length" in context:
        return f"{where} has {context.get('actual_length')} and takes {_range(context)}; change the list"
    if "expected" in context:
        return f"{where} {given!r:.40} is not one of {context['expected']}; choose one of them"
    return f"{where} {given!r:.40} is not {_TYPES.get(kind, 'what belongs there')}; change it"


def _range(context: Mapping[str, Any]) -> str:
    return f"at most {context['max_length']}" if "max_length" in context else f"at least {context['min_length']}"


def _where(loc: tuple[str | int, ...]) -> str:
    """Return a path as words: entry, conditions, 1, left is the left side of the second condition of entry."""
    words = [f"{part + 1}" if isinstance(part, int) else part[:40] for part in loc]
    return " ".join(words).replace("conditions ", "condition ") or "the rule set"
