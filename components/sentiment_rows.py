"""Headlines with their scores as rows: escaped text in our own markup, without a link, an image or a script."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

import streamlit as st

from components import formats
from components.charts.palette import DARK, LIGHT
from components.formats import MINUS
from trading.types import Mood, Score, ScoredHeadline, WeighedWord
from trading.web.visible import visible

MOST_WORDS, MOST_SHOWN, MOST_SYMBOLS = 6, 20_000, 4
LEAST_WEIGHT = 0.02
"""Words that moved a score by less are left out: they would fill a row and say nothing."""
ICONS = {Mood.POSITIVE: "▲", Mood.NEUTRAL: "●", Mood.NEGATIVE: "▼"}
TONES = {Mood.POSITIVE: "gain", Mood.NEUTRAL: "label", Mood.NEGATIVE: "loss"}


def tone(name: str) -> str:
    """Return a colour of the charts that follows the page's theme by itself."""
    return f"light-dark({getattr(LIGHT, name)},{getattr(DARK, name)})"


_LIST = "list-style:none;margin:0;padding:0;font-size:14px;line-height:1.45"
_ROW = f"display:flex;gap:14px;padding:9px 0;margin:0;border-bottom:1px solid {tone('grid')}"
_SCORE = "flex:0 0 74px;text-align:right;font-variant-numeric:tabular-nums"
_QUIET = f"color:{tone('label')};font-size:13px"
_BODY = "flex:1 1 auto;min-width:0;overflow-wrap:anywhere"
_CHIP = "display:inline-block;padding:0 7px;margin:3px 4px 0 0;border-radius:6px;font-size:12px;line-height:20px"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text as a row: what stands over it, its words, its judgement, and the lines that fold out, all unescaped.

    `symbols` stand before the words, each as a chip.
    """

    above: str
    title: str
    score: float
    mood: Mood
    symbols: tuple[str, ...] = ()
    words: tuple[WeighedWord, ...] = ()
    more: tuple[str, ...] = ()


def row_of(one: ScoredHeadline, counts_for: date, *, chips: bool = False) -> Row:
    """Return a headline as a row; `counts_for` is the session in whose index it is.

    With `chips` each symbol that it names is one, else only several are told, above it.
    """
    told = one.headline
    symbols = f" · {', '.join(told.symbols[:MOST_SYMBOLS])}" if len(told.symbols) > 1 and not chips else ""
    by = f"Publisher: {told.publisher or 'not told'}"
    if told.publisher != told.source:
        by = f"{by}, read from {told.source}"
    return replace(
        judged(f"{formats.day_and_time(told.published_at)} · {told.source}{symbols}", told.title, one.score),
        symbols=told.symbols[:MOST_SYMBOLS] if chips else (),
        more=(
            *((told.summary,) if told.summary else ()),
            f"{by} · counts for the session of {formats.day(counts_for)}",
            f"Address: {told.url or 'none'}",
        ),
    )


def judged(above: str, text: str, score: Score) -> Row:
    """Return any judged text as a row."""
    return Row(above=above, title=text, score=score.score, mood=score.mood, words=score.words)


def draw_rows(rows: Sequence[Row], *, label: str) -> None:
    """Draw the rows as a list that is called `label`."""
    st.html(rows_html(rows, label=label))


def rows_html(rows: Sequence[Row], *, label: str) -> str:
    """Return the rows as a list that is called `label`."""
    return f'<ul aria-label="{_shown(label)}" style="{_LIST}">{"".join(map(_row, rows))}</ul>'


def signed(score: float) -> str:
    """Return a score with its sign.

    >>> signed(0.5), signed(-0.25), signed(0.001)
    ('+0.50', '−0.25', '0.00')
    """
    shown = f"{score:+.2f}"
    return "0.00" if shown in ("+0.00", "-0.00") else shown.replace("-", MINUS)


def _shown(text: str) -> str:
    return escape(visible(text)[:MOST_SHOWN], quote=True)


def _row(row: Row) -> str:
    above = f'<div style="{_QUIET}">{_shown(row.above)}</div>' if row.above else ""
    return (
        f'<li style="{_ROW}"><div style="{_SCORE}"><div style="font-weight:600;color:{tone(TONES[row.mood])}">'
        f'<span aria-hidden="true">{ICONS[row.mood]}</span> {signed(row.score)}</div>'
        f'<div style="{_QUIET}">{row.mood.value}</div></div>'
        f'<div style="{_BODY}">{above}<div style="font-weight:600">{_symbols(row.symbols)}{_shown(row.title)}</div>'
        f"{_words(row.words)}{_more(row.more)}</div></li>"
    )


def _symbols(symbols: Sequence[str]) -> str:
    style = f"{_CHIP};margin-top:0;font-weight:600;background:{tone('chip_rests')}"
    return "".join(f'<span style="{style}">{_shown(one)}</span>' for one in symbols)


def _words(words: Sequence[WeighedWord]) -> str:
    told = [one for one in words if abs(one.weight) >= LEAST_WEIGHT][:MOST_WORDS]
    return "".join(_chip(one) for one in told)


def _chip(one: WeighedWord) -> str:
    back = tone("chip_good" if one.weight > 0 else "chip_bad")
    return f'<span style="{_CHIP};background:{back}">{_shown(one.word)} {signed(one.weight)}</span>'


def _more(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    told = "".join(f'<div style="margin-top:3px">{_shown(line)}</div>' for line in lines)
    return (
        f'<details style="{_QUIET};margin-top:3px"><summary style="cursor:pointer;width:fit-content">More</summary>'
        f"{told}</details>"
    )
