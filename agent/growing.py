"""A model's message that comes in pieces: the final answer in it as far as it has grown, and the whole at its end."""

import json
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from smolagents import ChatMessage, MessageRole
from smolagents.models import ChatMessageToolCall, agglomerate_stream_deltas

FINAL = "final_answer"
CHARACTERS_A_TOKEN = 3
_BEGINS = re.compile(r'^\s*\{\s*"answer"\s*:\s*"')
LONGEST_ESCAPE = len(r"\ud83d\ude00")


class Growing:
    """The text of a final answer, read from the pieces of the call that gives it or from plain text."""

    def __init__(self) -> None:
        self.text = ""
        self._plain = ""
        self._names: dict[int, str] = {}
        self._arguments: dict[int, str] = {}

    def add(self, piece: Any) -> bool:
        """Take one piece; say whether the text has grown."""
        self._plain += piece.content or ""
        for call in piece.tool_calls or ():
            index = call.index or 0
            if call.function is not None:
                self._names[index] = self._names.get(index, "") + (call.function.name or "")
                self._arguments[index] = self._arguments.get(index, "") + (call.function.arguments or "")
        answers = [self._arguments[n] for n, name in self._names.items() if name == FINAL]
        told = answer_so_far(answers[0]) if answers else "" if self._names else self._plain
        if len(told) <= len(self.text):
            return False
        self.text = told
        return True


def answer_so_far(arguments: str) -> str:
    """Return the answer in the beginning of a JSON object whose first name is "answer"; empty before it begins.

    >>> answer_so_far('{"answer": "AAPL is at 560')
    'AAPL is at 560'
    """
    begins = _BEGINS.match(arguments)
    if begins is None:
        return ""
    inner = arguments[begins.end() :]
    end = re.search(r'(?<!\\)(?:\\\\)*"', inner)
    text = inner[: end.end() - 1] if end else inner
    for cut in range(LONGEST_ESCAPE):  # a piece may end inside an escape
        try:
            return str(json.loads(f'"{text[: len(text) - cut]}"', strict=False))
        except ValueError:
            continue
    return ""


def whole_message(pieces: Sequence[Any]) -> ChatMessage:
    """Return the message that the pieces make; several calls come in the order of their index."""
    made = agglomerate_stream_deltas(list(pieces), role=MessageRole.ASSISTANT)
    calls = [
        ChatMessageToolCall(id=call.id or f"call_{n}", type="function", function=call.function)
        for n, call in enumerate(made.tool_calls or ())
    ]
    counted = any(piece.token_usage is not None for piece in pieces)
    return ChatMessage(
        role=MessageRole.ASSISTANT,
        content=made.content or None,
        tool_calls=calls or None,
        token_usage=made.token_usage if counted else None,
    )


def tokens_of(said: Sequence[Any]) -> int:
    """Return how many tokens messages or pieces of one have at least: as counted by who sent them, else by their text.

    A piece is a token or more, and so is each CHARACTERS_A_TOKEN characters.
    """
    pieces = [one for one in said if one.content or one.tool_calls]
    characters = sum(len(text) for one in pieces for text in _texts(one))
    counted: list[int] = [one.token_usage.output_tokens for one in said if one.token_usage is not None]
    return max(len(pieces), math.ceil(characters / CHARACTERS_A_TOKEN), *counted, 0)


def _texts(piece: Any) -> Iterable[str]:
    yield str(piece.content or "")
    for call in piece.tool_calls or ():
        if call.function is not None:
            yield f"{call.function.name or ''}{call.function.arguments or ''}"
