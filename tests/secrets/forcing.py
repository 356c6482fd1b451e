"""One round of forced errors: a user's whole setup with every secret planted, and every place where one could show."""

import contextlib
import io
import logging
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.secrets import planted
from tests.secrets.scan import Scanner
from trading.settings import Settings

LOUD = (
    "LiteLLM",
    "sqlalchemy.engine",
    "httpx",
    "httpcore",
    "openai",
    "urllib3",
    "asyncio",
    "yfinance",
    "psycopg",
    "ddgs",
)


@dataclass
class Round:
    """What was forced, and what came to light: `leaks` holds (error, place, secret)."""

    folder: Path
    every: int = 1
    """Force each error, or every second one, and so on; what a whole round forces is the same each time."""
    scanner: Scanner = field(default_factory=lambda: Scanner(planted.everything()))
    forced: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    """Errors that said nothing at all: they prove nothing."""
    leaks: set[tuple[str, str, str]] = field(default_factory=set)
    read: "Counter[str]" = field(default_factory=Counter)
    """How many characters were looked through, by place."""
    _offered: int = 0
    _said: io.StringIO = field(default_factory=io.StringIO)
    _at: int = 0

    @property
    def log_file(self) -> Path:
        return self.folder / "all.log"

    def force(self, name: str, work: Callable[[], object], *, place: str = "answers") -> None:
        """Let an error happen, and look through what it said and what was logged and printed meanwhile."""
        self._offered += 1
        if self._offered % self.every:
            return
        self.forced.append(name)
        try:
            told = str(work() or "")
        except SystemExit as ended:
            told = f"ended with {ended.code}"
        except Exception as fault:  # what nobody expected is logged with all that led to it, as the app does
            logging.getLogger("round").exception("%s", name)
            told = str(fault)
        self.look(name, place, told)
        logged = self._new_lines()
        self.look(name, "log", logged)
        if not told and not logged:
            self.silent.append(name)

    def look(self, name: str, place: str, text: str) -> None:
        """Look through a text of a place."""
        self.read[place] += len(text)
        self.leaks |= {(name, place, secret) for secret in self.scanner.in_text(text)}

    def look_in_folder(self, folder: Path) -> None:
        """Look through every byte that was stored."""
        self.read["database"] += sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        self.leaks |= {("what is stored", place, secret) for place, secret in self.scanner.in_folder(folder)}

    def _new_lines(self) -> str:
        with self.log_file.open(errors="replace") as file:
            file.seek(self._at)
            found = file.read()
            self._at = file.tell()
        printed = self._said.getvalue()
        self._said.seek(0)
        self._said.truncate()
        return found + printed

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Write every log line at its loudest to a file, keep what is printed, and restore all of it at the end."""
        root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, logging.getLogRecordFactory())
        handler = logging.FileHandler(self.log_file, encoding="utf-8", errors="backslashreplace")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        levels = {name: logging.getLogger(name).level for name in (None, *LOUD)}
        disabled = root.manager.disable
        logging.disable(logging.NOTSET)
        root.addHandler(handler)
        for name in levels:
            logging.getLogger(name).setLevel(logging.DEBUG)
        try:
            with contextlib.redirect_stdout(self._said), contextlib.redirect_stderr(self._said):
                yield
        finally:
            root.removeHandler(handler)
            handler.close()
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)
            logging.disable(disabled)
            sys.excepthook, threading.excepthook = hooks[:2]
            logging.setLogRecordFactory(hooks[2])
            logging.captureWarnings(capture=False)


@contextlib.contextmanager
def variables(**given: str) -> Iterator[None]:
    """Set variables of the environment for a while."""
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def as_a_user(folder: Path, **more: str) -> Iterator[None]:
    """Live in a user's setup: every secret in its place, in the environment and in `.env`."""
    before = Settings.model_config.get("env_file")
    Settings.model_config["env_file"] = str(planted.write_dotenv(folder))
    try:
        with variables(**planted.environment(), DATA_DIR=str(folder / "data"), **more):
            yield
    finally:
        Settings.model_config["env_file"] = before


def command(*arguments: str, **settings: str) -> str:
    """Carry out a command of the command line under other settings, and return its exit code; it prints the rest."""
    from trading.__main__ import main

    beside = os.environ["DATA_DIR"] + "-beside"  # a stop must not stop the desk of the other errors
    with variables(**{"DATA_DIR": beside, **settings}):
        return f"exit {main(arguments)}"
