"""Start the real app as its own process on a free port, and stop it gently or with SIGKILL."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
KEPT = ("PATH", "HOME", "LANG", "SSL_CERT_FILE", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(**more: str) -> dict[str, str]:
    """Return the least environment that a process needs, with no setting of the product but the given ones."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | more


class DeskProcess:
    """One running app; `command` is what serves it, the product's own unless a bench measures a peer."""

    def __init__(self, data_dir: Path, *, command: list[str] | None = None, port: int = 0, **settings: str) -> None:
        self.data_dir = data_dir
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = data_dir.parent / f"{data_dir.name}.log"
        self._command = command or [sys.executable, "-m", "trading", "serve"]
        self._environment = clean_environment(DATA_DIR=str(data_dir), PORT=str(self.port), **settings)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, path: str = "/health", timeout_s: float = 120) -> "DeskProcess":
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        ends = time.monotonic() + timeout_s
        while time.monotonic() < ends:
            if self.process.poll() is not None:
                raise RuntimeError(f"the app ended with {self.process.returncode}:\n{self.log()}")
            try:
                with urllib.request.urlopen(self.url + path, timeout=2):
                    return self
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"the app did not answer within {timeout_s} s:\n{self.log()}")

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def kill(self) -> None:
        """End it as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End it as Ctrl-C would."""
        self._signal(signal.SIGINT)

    def _signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)
        self.process = None

    def rss_mb(self) -> float:
        """Return the resident memory of the process and its children, in MB of 10^6 bytes."""
        import psutil

        assert self.process is not None
        root = psutil.Process(self.process.pid)
        return sum(p.memory_info().rss for p in [root, *root.children(recursive=True)]) / 1e6

    def key(self, *scopes: str) -> str:
        """Return a new API key with these scopes, made by the command line beside the running app."""
        made = subprocess.run(
            [sys.executable, "-m", "trading", "keys", "create", "--name", "test", "--scopes", ",".join(scopes)],
            cwd=ROOT,
            env=self._environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return made.stdout.strip()
