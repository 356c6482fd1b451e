"""One process apart, seen from the app: started, asked, watched, ended."""

import json
import os
import pickle
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trading
from trading.backtest.apart.frames import Unframer, write_all
from trading.backtest.apart.job import WARM, Allowance, Job
from trading.compiled import kept_in
from trading.errors import FixInput, Unavailable

ROOT = Path(next(iter(trading.__path__))).parent
LOOK_S = 0.2
READY_WITHIN_S = 120.0
GONE_WITHIN_S = 2.0
LONGEST_SENTENCE = 4_000
"""What is kept of a sentence that code of the user may have written."""
_PIECE = 1 << 18
Progress = Callable[[float, float | None], None]


class Stopped(Exception):
    """Somebody stopped the run; its process has been ended."""


def _answers_nothing(_asked: Mapping[str, Any]) -> dict[str, Any]:
    return {"error": "nothing can be asked here"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a run is watched: whether it is to stop, asked five times a second, and who hears of its progress.

    `answer` gives what the process asks for while it works, as plain JSON; it must not raise.
    """

    is_stopped: Callable[[], bool] = lambda: False
    progress: Progress = lambda _done, _left_s: None
    answer: Callable[[Mapping[str, Any]], dict[str, Any]] = _answers_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What a process apart runs: its module, and what its sentences call that."""

    module: str = "trading.backtest.apart"
    what: str = "strategy"
    gives: str = "a plan"


class Apart:
    """A process of its own with an interpreter, an empty folder and nothing of the app's environment.

    One thread asks at a time. A `warm` one loads all that a run needs before its first job. Once it has broken or been
    ended it is of no more use.
    """

    def __init__(self, *, warm: bool = False, program: Program | None = None) -> None:
        self._program = program or Program()
        self._folder = tempfile.mkdtemp(prefix="apart-")
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [sys.executable, "-P", "-m", self._program.module, *([WARM] if warm else []), *_folders()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                "PATH": os.defpath,
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(ROOT),
                "OPENBLAS_NUM_THREADS": "1",
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            cwd=self._folder,
            start_new_session=True,
        )
        self._unframer = Unframer()
        self._said: list[bytes] = []
        self._using = threading.RLock()
        self._is_ready = False

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Say whether it can be asked."""
        return self._process.poll() is None

    def wait_ready(self, watch: Watch | None = None) -> None:
        """Wait until it has loaded what it needs. Raises Unavailable when it cannot start."""
        with self._using:
            if self._is_ready:
                return
            try:
                self._answer(READY_WITHIN_S, watch or Watch())
            except FixInput as fault:
                raise Unavailable(f"the process for backtests could not start ({fault}); ask again") from fault
            self._is_ready = True

    def run(self, job: Job, watch: Watch | None = None) -> Mapping[str, Any]:
        """Return the report of a job. Raises FixInput with why there is none, Stopped, Unavailable.

        A process that did not answer as it should is ended.
        """
        watch = watch or Watch()
        with self._using:
            self.wait_ready(watch)
            said = self.ask(pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL), job.allowance, watch)
        if "report" in said and isinstance(said["report"], dict):
            return said["report"]
        if "broke" in said:
            raise RuntimeError(f"a backtest broke in its process: {said['broke']!s:.4000}")
        told = str(said.get("error", "the strategy's process gave no report; mend the strategy"))
        raise FixInput(told[:LONGEST_SENTENCE])

    def ask(self, payload: bytes, allowance: Allowance, watch: Watch) -> dict[str, Any]:
        """Return what the process answers to one message. Raises FixInput, Stopped, Unavailable."""
        with self._using:
            try:
                write_all(self._pipe(self._process.stdin), payload)
            except OSError:
                self.end()
                raise Unavailable(f"the process of the {self._program.what} has ended; ask again") from None
            return self._answer(allowance.wall_s, watch, allowance)

    def end(self) -> None:
        """End it and all that it started, at once. May be called twice and from any thread.

        A thread that waits for its answer sees that it is gone; its pipes are closed when no thread reads them.
        """
        self._kill()
        with self._using:
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _kill(self) -> None:
        with suppress(ProcessLookupError):  # it may end by itself just now
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)

    def _answer(self, wall_s: float, watch: Watch, allowance: Allowance | None = None) -> dict[str, Any]:
        """Return the next answer that is no progress and no question; ends the process where there is none."""
        ends = time.monotonic() + wall_s
        try:
            while True:
                for raw in self._heard(ends, wall_s, watch, allowance):
                    said = self._object(raw)
                    if "progress" in said:
                        watch.progress(*_progress(said))
                    elif isinstance(asked := said.get("asked"), dict):
                        write_all(self._pipe(self._process.stdin), json.dumps(watch.answer(asked)).encode())
                    else:
                        return said
        except BaseException:
            self.end()
            raise

    def _heard(self, ends: float, wall_s: float, watch: Watch, allowance: Allowance | None) -> list[bytes]:
        """Return what has been said by the next look."""
        pipe = self._pipe(self._process.stdout)
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while not selector.select(max(0.0, min(LOOK_S, ends - time.monotonic()))):
                self._check(ends, wall_s, watch)
        self._check(ends, wall_s, watch)
        piece = os.read(pipe, _PIECE)
        if not piece:
            raise FixInput(self._why_gone(allowance))
        return self._unframer.feed(piece)

    def _check(self, ends: float, wall_s: float, watch: Watch) -> None:
        if watch.is_stopped():
            raise Stopped
        if time.monotonic() >= ends:
            raise FixInput(
                f"the {self._program.what} did not end within the limit of {wall_s:g} s; make it faster, or let it do "
                "less at once"
            )

    def _why_gone(self, allowance: Allowance | None) -> str:
        what, gives = self._program.what, self._program.gives
        try:
            code = self._process.wait(GONE_WITHIN_S)
        except subprocess.TimeoutExpired:
            return f"the {what} closed the pipe of its process, so its report was lost; let it close nothing"
        if allowance is not None and code == -signal.SIGXCPU:
            return f"the {what} used more than the limit of {allowance.cpu_s} s of processor time; make it faster"
        if code == -signal.SIGKILL:
            return f"the system ended the {what}'s process, as it does when memory runs out; let it do less at once"
        if code < 0:
            name = next((one.name for one in signal.Signals if one == -code), f"signal {-code}")
            return f"the {what}'s process broke ({name}); mend the {what}"
        return f"the {what} ended its process (code {code}) instead of returning {gives}; remove what exits"

    def _object(self, raw: bytes) -> dict[str, Any]:
        try:
            said = json.loads(raw, parse_constant=lambda _name: None)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            what = self._program.what
            raise FixInput(
                f"the {what} wrote into the pipe of its process, so its report was lost; let it write nowhere"
            )
        return said

    @staticmethod
    def _pipe(stream: Any) -> int:
        if stream is None or stream.closed:
            raise Unavailable("the process for backtests has been ended; ask again")
        return int(stream.fileno())


def _progress(said: Mapping[str, Any]) -> tuple[float, float | None]:
    done, left_s = said["progress"], said.get("left_s")
    good = isinstance(done, int | float) and (left_s is None or isinstance(left_s, int | float))
    return (float(done), left_s) if good else (0.0, None)


def _folders() -> list[str]:
    """Return the word that names the folder of compiled code, so that a process of an empty environment finds it."""
    folder = kept_in()
    return [] if folder is None else [str(folder.resolve())]
