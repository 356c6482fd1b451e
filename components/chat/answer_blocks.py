"""The lines of an answer as blocks of HTML: paragraphs, lists, headings, bold and tables, and nothing else."""

import re
from collections.abc import Sequence

_BOLD = re.compile(r"\*\*(?=\S)(.{1,200}?\S|\S)\*\*")
_BULLET = re.compile(r"^\s{0,6}(?:[-*+•])\s+(.*)$")
_NUMBERED = re.compile(r"^\s{0,6}(\d{1,3})\.\s+(.*)$")
_HEADING = re.compile(r"^#{1,6}\s+(.*)$")
_ROW = re.compile(r"^\s*\|(.*)\|\s*$")
_RULE = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_MARKS = re.compile("[\ue000-\uf8ff]")
_FIGURE = re.compile(r"^(?:<strong>)?[-+−]?\$?\d")


def blocks(text: str) -> str:
    """Return escaped lines as blocks; marks of private characters stay where they are."""
    lines = [_BOLD.sub(r"<strong>\1</strong>", line) for line in text.split("\n")]
    out: list[str] = []
    at = 0
    while at < len(lines):
        end = _end_of_table(lines, at)
        if end > at:
            out.append(_table([_cells(line) for line in (lines[at], *lines[at + 2 : end])]))
        else:
            end = next((n for n in range(at + 1, len(lines)) if _end_of_table(lines, n) > n), len(lines))
            out.append(_prose(lines[at:end]))
        at = end
    return "".join(out)


def _end_of_table(lines: Sequence[str], at: int) -> int:
    """Return where the table that begins at a line ends, the line itself where none does."""
    if at + 1 >= len(lines) or not _ROW.match(lines[at]) or not _RULE.match(lines[at + 1]):
        return at
    return next((n for n in range(at + 2, len(lines)) if not _ROW.match(lines[n])), len(lines))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip()[1:-1].split("|")]


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table; the columns that hold nothing but figures stand right."""
    head, *body = rows
    width = len(head)
    body = [[*row[:width], *[""] * (width - len(row))] for row in body]
    right = [bool(body) and all(_FIGURE.match(_MARKS.sub("", row[n])) for row in body) for n in range(width)]

    def drawn(row: Sequence[str], tag: str) -> str:
        cells = (
            f'<{tag} class="right">{cell}</{tag}>' if right[n] else f"<{tag}>{cell}</{tag}>"
            for n, cell in enumerate(row)
        )
        return f"<tr>{''.join(cells)}</tr>"

    drawn_body = "".join(drawn(row, "td") for row in body)
    return f"<table><thead>{drawn(head, 'th')}</thead><tbody>{drawn_body}</tbody></table>"


def _prose(lines: Sequence[str]) -> str:
    out: list[str] = []
    said: list[str] = []
    items: list[str] = []

    def end() -> None:
        if said:
            out.append(f"<p>{'<br>'.join(said)}</p>")
        if items:
            out.append(f"<ul>{''.join(items)}</ul>")
        said.clear()
        items.clear()

    for line in lines:
        if bullet := _BULLET.match(line):
            if said:
                end()
            items.append(f"<li>{bullet.group(1)}</li>")
        elif numbered := _NUMBERED.match(line):
            if said:
                end()
            items.append(f'<li class="numbered">{numbered.group(1)}. {numbered.group(2)}</li>')
        elif heading := _HEADING.match(line):
            end()
            out.append(f"<p><strong>{heading.group(1)}</strong></p>")
        elif not line.strip():
            end()
        else:
            if items:
                end()
            said.append(line)
    end()
    return "".join(out)
