"""Errors of the user's own code, of threads and of pages: exceptions that quote what they should not."""

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from agent.own.files import read_folder
from agent.own.running import run_own
from agent.own.team import PROPOSING, TAKEN, lookup_names
from tests.desk_process import ROOT
from tests.secrets import planted
from tests.secrets.forcing import Round
from trading.errors import TradingError

_TOOL = '# permissions: get_quote\nimport os, sys\ndef tool(desk, text: str = "") -> str:\n    """Tell."""\n    {0}\n'
TOOLS = {
    "raises the environment": "raise RuntimeError(str(dict(os.environ)))",
    "raises what it was given": "raise RuntimeError(text)",
    "prints and ends": "print(text); sys.stderr.write(text); sys.exit(3)",
    "looks up a secret": "return desk.lookup('get_quote', symbol=text)",
    "looks up what it may not": "return desk.lookup(text, symbol=text)",
    "gives what is no JSON": "return {object(): text}",
}
PAGES = ("chat", "settings", "activity", "orders", "sentiment", "strategies")
_CRASH = """
from components import faults
faults.show(RuntimeError({0!r}))
faults.show(__import__("trading.errors").errors.Unavailable({0!r}))
"""


def force(made: Round) -> None:
    """Let own tools fail, threads die, loggers tell and commands crash."""
    folder = made.folder / "own"
    folder.mkdir()
    for name, body in TOOLS.items():
        (folder / "teller.py").write_text(_TOOL.format(body))
        made.force(f"an own tool {name}", lambda: _ran(folder))
    (folder / "teller.py").write_text(f"# permissions: {planted.SETTINGS['sta_api_key']}\ndef tool(:\n")
    made.force("an own tool that is no Python", lambda: _ran(folder))
    made.force("a thread dies", _dies)
    made.force("a library logs a header", _logs)


def _ran(folder: Path) -> str:
    own = read_folder(folder, lookup_names(), PROPOSING, TAKEN)
    told = str(own)
    for tool in own.tools:
        for secret in (planted.echo()[:1500], planted.SETTINGS["desk_password"]):
            try:
                told += str(run_own(tool, {"text": secret}, lambda name, given: {"asked": name}, lambda: False))
            except TradingError as fault:
                told += str(fault)
    return told


def _dies() -> str:
    def work() -> None:
        try:
            raise ValueError(planted.echo())
        except ValueError as fault:
            raise RuntimeError("it broke") from fault

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return "a thread"


def _logs() -> str:
    log = logging.getLogger("httpx")
    log.debug("headers %s", [(b"authorization", f"Bearer {planted.SETTINGS['llm_api_key']}".encode())])
    log.info("%(key)s", {"key": planted.SETTINGS["apca_api_secret_key"]})
    log.warning("%s of %d", planted.SETTINGS["desk_password"], 7)
    log.warning("an argument too many %s", planted.SETTINGS["desk_password"], extra={"key": "x"})
    log.error(RuntimeError(planted.SETTINGS["sta_api_key"]), stack_info=True)
    return "logged"


def force_processes(made: Round) -> None:
    """Let whole processes fail: a command with broken settings, and one that breaks where nobody expected it."""
    code = "from trading.redaction.logs import guard_logs; from trading.settings import Settings\n"
    code += "guard_logs(); Settings.load(); "
    made.force(
        "a process breaks", lambda: _process(["-c", code + "raise RuntimeError(dict(__import__('os').environ))"])
    )
    made.force(
        "doctor as a process", lambda: _process(["-m", "trading", "doctor"], PORT=planted.SETTINGS["llm_api_key"])
    )


def _process(arguments: list[str], **settings: str) -> str:
    import os

    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def look_at_pages(made: Round) -> None:
    """Crash a page, type secrets into pages, and open those that show what was asked, said, refused and logged."""
    made.every = 1
    crash = AppTest.from_string(_CRASH.format(planted.echo()), default_timeout=60)
    made.force("a page crashes", lambda: _drawn(crash.run()), place="pages")
    for name in ("LLM_API_KEY", "DATABASE_URL password"):
        what, given = f"{name} as the password of the pages", planted.known()[name]
        made.force(what, lambda p=given: _drawn(_signed_in("orders", p)), place="pages")
    chat = _signed_in("chat")
    for name in ("LLM_API_KEY", *planted.PASTED):
        words = f"what is my position? {planted.everything()[name]}"
        made.force(
            f"typed into the chat: {name}", lambda w=words: _drawn(chat.chat_input[0].set_value(w).run()), place="pages"
        )
    for page in PAGES:
        made.look(page, "pages", _drawn(_signed_in(page)))


def _signed_in(page: str, password: str = planted.SETTINGS["desk_password"]) -> AppTest:
    """Return a page after somebody has given a password."""
    opened = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60).run()
    opened.text_input(key="password").set_value(password)
    return next(button for button in opened.button if button.label == "Unlock").click().run()


def _drawn(page: AppTest) -> str:
    """Return everything that the browser would be sent, and what was thrown."""
    return "\n".join([*(str(fault.proto) for fault in page.exception), *_sent(page._tree)])


def _sent(block: Any) -> Iterator[str]:
    for child in block.children.values():
        proto = getattr(child, "proto", None)
        if proto is not None:
            yield str(proto)
            if not isinstance(child, Widget):  # its value is what was typed, which the browser has and is not sent
                yield str(getattr(child, "value", ""))  # a proto's own print escapes what is not ASCII
        if hasattr(child, "children"):
            yield from _sent(child)
