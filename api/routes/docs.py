"""The interactive documentation: files of this project, nothing from another server."""

import html
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from api.problems import KINDS

router = APIRouter(include_in_schema=False)

PAGE = Path(__file__).parent.parent / "docs_page"
_SAFE = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'"
    ),
}


@router.get("/docs")
def docs() -> Response:
    """Return the page."""
    rows = "\n".join(
        f'<tr id="{kind.slug}"><td><code>/docs#{kind.slug}</code></td><td>{kind.status}</td>'
        f"<td>{html.escape(kind.title)}</td><td>{html.escape(kind.advice)}</td></tr>"
        for kind in KINDS
    )
    page = (PAGE / "index.html").read_text().replace("<!-- problems -->", rows)
    return Response(page, media_type="text/html", headers=_SAFE)


@router.get("/docs/docs.js")
def script() -> Response:
    """Return what draws the calls and sends them."""
    return Response((PAGE / "docs.js").read_text(), media_type="text/javascript", headers=_SAFE)


@router.get("/docs/docs.css")
def style() -> Response:
    """Return the look."""
    return Response((PAGE / "docs.css").read_text(), media_type="text/css", headers=_SAFE)
