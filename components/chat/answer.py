"""The text of an answer with a chip at each figure, which opens where the figure came from.

The chips are the browser's own popovers: they open without a rerun and close by Escape or a click beside them. All
text, a model's and a tool's, is escaped here; the markup is ours alone, and Streamlit cleans it once more.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from html import escape

import streamlit as st

from components.chat.answer_blocks import blocks
from components.chat.sources import source_words
from components.chat.steps import call_words
from components.figures import with_figures
from components.formats import MINUS
from components.prose import without_controls
from trading.types import Run, RunStep, TracedFigure

_OPEN, _CLOSE, _FIRST = "\ue000", "\ue001", 0xE100
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PARTS = re.compile("([\ue000-\uf8ff])")
_MARKED = re.compile("\ue000([\ue100-\uf8ff])(.*?)\ue001")
_ASCII_MINUS = re.compile(r"^-(?=[$\d])")
MOST = 0xF8FF - _FIRST
NOT_FOUND = "not from a tool result of this run"


def marked(text: str, figures: Sequence[TracedFigure]) -> str:
    """Return a result with each figure between marks of private characters, which survive what words are put on it."""
    text = _PRIVATE.sub("\ufffd", text)
    parts, last = [], 0
    for n, figure in enumerate(figures[:MOST]):
        parts += [text[last : figure.start], _OPEN, chr(_FIRST + n), text[figure.start : figure.end], _CLOSE]
        last = figure.end
    return "".join([*parts, text[last:]])


def draw_answer(told: str, run: Run) -> None:
    """Draw what of a marked result is told."""
    st.html(answer_html(told, run))


def draw_draft(draft: str) -> None:
    """Draw what a model has written so far in the form of the answer, whose figures nobody has traced yet."""
    st.html(f'<div class="answer">{blocks(escape(without_controls(draft)))}</div>')


def answer_html(told: str, run: Run) -> str:
    """Return what of a marked result is told as HTML, with a chip and its card for each figure."""
    figures = run.figures or ()
    steps = {step.n: step for step in run.steps}
    shown = blocks(escape(_visible(with_figures(told))))
    cards: dict[int, str] = {}

    def chip(match: re.Match[str]) -> str:
        n = ord(match.group(1)) - _FIRST
        figure, name = figures[n], f"fig-{run.id}-{n}"
        cards[n] = _card(figure, steps, name)
        kind = "fig" if figure.source is not None else "fig fig-none"
        says = "where this figure comes from" if figure.source is not None else NOT_FOUND
        words = _as_precise(_ASCII_MINUS.sub(MINUS, match.group(2)), figure)
        label = f'aria-label="{words}, {says}"'
        return f'<button type="button" class="{kind}" popovertarget="{name}" {label}>{words}</button>'

    body = _MARKED.sub(chip, shown)
    return f'<div class="answer">{body}</div>{"".join(cards.values())}'


def _has_cents(value: str) -> bool:
    """Say whether a stored value is a number with a fraction; it comes from a tool, so that it may be any text."""
    try:
        return Decimal(value) % 1 != 0
    except InvalidOperation:
        return False


def _as_precise(words: str, figure: TracedFigure) -> str:
    """Return an amount without cents where none were written and its source has some: it was rounded."""
    was_rounded = figure.source is not None and _has_cents(figure.source.value)
    return words.removesuffix(".00") if was_rounded and "." not in figure.text else words


def _visible(marked_text: str) -> str:
    """Return what can be seen of a text, and our own marks, which cannot."""
    return "".join(part if _PRIVATE.match(part) else without_controls(part) for part in _PARTS.split(marked_text))


def _card(figure: TracedFigure, steps: Mapping[int, RunStep], name: str) -> str:
    source = figure.source
    head = f'<div popover id="{name}" class="fig-card"><b>{escape(without_controls(figure.text))}</b>'
    if source is None:
        return f"{head}<p>{NOT_FOUND.capitalize()}. Check it before you rely on it.</p></div>"
    step = steps.get(source.step)
    if step is None:
        return f"{head}<p>From {escape(source.tool)}, no tool result.</p></div>"
    value = f"<code>{escape(source.path or 'result')}</code> = {escape(source.value)}"
    told = source_words(step.observation)
    rows = (
        ("Step", f"{step.n} · {escape(step.agent)}"),
        ("Call", f"<code>{escape(without_controls(call_words(step)))}</code>"),
        ("Value", value),
        ("Source", escape(told) if told else "the desk itself"),
    )
    return f"{head}<dl>{''.join(f'<dt>{term}</dt><dd>{said}</dd>' for term, said in rows)}</dl></div>"
