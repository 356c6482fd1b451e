"""Whatever a file of the user does, the desk gets a report or a sentence, and nothing else of it."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from trading.backtest.apart.job import Allowance, Job
from trading.backtest.apart.process import Watch
from trading.backtest.apart.processes import Processes
from trading.errors import FixInput

JobOf = Callable[..., Job]


def test_a_good_file_is_run(processes: Processes, job_of: JobOf) -> None:
    report = processes.run_alone(job_of(""), Watch())
    assert report["trades"] == 6, "300 bars with an entry each 50"


CASES = [
    ("raise ValueError('no such day')", "raised ValueError in plan at line 15: no such day; mend it"),
    ("return 1 / 0", "raised ZeroDivisionError in plan at line 15"),
    ("def deep(): return deep()\nreturn deep()", "raised RecursionError in plan"),
    ("print('x' * 2_000_000)", "printed more than 1,000,000 characters, which nobody reads; remove its print calls"),
    ("for _ in range(10_000_000): sys.stderr.write('hello')", "printed more than 1,000,000 characters"),
    ("os._exit(3)", "ended its process (code 3) instead of returning a plan"),
    ("sys.exit()", "raised SystemExit in plan at line 15"),
    ("import ctypes; ctypes.string_at(0)", "the strategy's process broke (SIGSEGV)"),
    ("import signal; signal.raise_signal(40)", "the strategy's process broke (signal 40)"),
    ("raise ValueError('x' * 1_000_000)", "raised ValueError"),
    ("os.abort()", "the strategy's process broke (SIGABRT)"),
    (
        "for pipe in range(3, 30):\n    try: os.write(pipe, b'\\0' * 7 + b'\\3{}x')\n    except OSError: pass",
        "wrote into",
    ),
    (
        "for pipe in range(3, 30):\n    try: os.write(pipe, b'garbage!')\n    except OSError: pass",
        "longer than the limit",
    ),
    ("os.closerange(0, 50)\nwhile True: time.sleep(1)", "closed the pipe of its process"),
    ("open('found', 'w')", "a strategy may not write files, such as 'found'"),
    ("import socket; socket.create_connection(('127.0.0.1', 1))", "a strategy may not use socket"),
    ("import socket; socket.gethostbyname('localhost')", "a strategy may not use socket.gethostbyname"),
    ("import ctypes; ctypes.CDLL('libc.so.6')", "a strategy may not use ctypes.dlopen"),
    ("import ctypes; ctypes.CDLL(None).system(b'true')", "a strategy may not use ctypes.dlsym"),
    ("import subprocess; subprocess.run(['true'])", "a strategy may not use subprocess.Popen"),
    ("os.kill(os.getppid(), 9)", "a strategy may not use os.kill"),
    ("os.fork()", "a strategy may not use os.fork"),
    ("return None", "NoneType, not a Plan"),
]


@pytest.mark.parametrize(("body", "said"), CASES, ids=[body.splitlines()[0] for body, _ in CASES])
def test_each_fault_is_a_sentence(processes: Processes, job_of: JobOf, body: str, said: str) -> None:
    with pytest.raises(FixInput) as fault:
        processes.run_alone(job_of(body), Watch())
    assert said in str(fault.value)


@pytest.mark.parametrize(
    "body", ["while True: pass", "while True:\n    try: sum(range(10_000))\n    except BaseException: pass"]
)
def test_a_loop_without_end_is_ended_by_its_processor_time(processes: Processes, job_of: JobOf, body: str) -> None:
    with pytest.raises(FixInput, match="used more than the limit of 1 s of processor time"):
        processes.run_alone(job_of(body, allowance=Allowance(memory_mb=512, cpu_s=1, wall_s=240)), Watch())


def test_a_wait_without_end_is_ended_by_the_clock(processes: Processes, job_of: JobOf) -> None:
    waits = job_of("time.sleep(1000)", allowance=Allowance(memory_mb=512, cpu_s=30, wall_s=0.5))
    with pytest.raises(FixInput, match=r"did not end within the limit of 0\.5 s"):
        processes.run_alone(waits, Watch())


def test_a_loop_at_import_is_ended_too(processes: Processes, job_of: JobOf) -> None:
    loops = job_of("", before="while True: pass", allowance=Allowance(memory_mb=512, cpu_s=1, wall_s=240))
    with pytest.raises(FixInput, match="1 s of processor time"):
        processes.run_alone(loops, Watch())


@pytest.mark.parametrize(
    "body",
    ["kept = []\nwhile True: kept.append(bytearray(1_000_000))", "np.ones(10**10)", "kept = 'x' * 10**10"],
)
def test_memory_without_end_is_a_sentence(processes: Processes, job_of: JobOf, body: str) -> None:
    with pytest.raises(FixInput, match="needs more than the limit of 256 MB of memory; let it keep less at once"):
        processes.run_alone(job_of(body, allowance=Allowance(memory_mb=256, cpu_s=30, wall_s=60)), Watch())


def test_a_file_that_is_there_can_be_neither_changed_nor_removed(
    processes: Processes, job_of: JobOf, tmp_path: Path
) -> None:
    kept = tmp_path / "desk.db"
    kept.write_text("the book")
    for does in (f"open({str(kept)!r}, 'w')", f"os.remove({str(kept)!r})", f"os.truncate({str(kept)!r}, 0)"):
        with pytest.raises(FixInput, match="a strategy may not"):
            processes.run_alone(job_of(does), Watch())
    assert kept.read_text() == "the book"


def test_what_is_written_behind_the_interpreter_prints_nowhere_and_harms_nothing(
    processes: Processes, job_of: JobOf, capfd: pytest.CaptureFixture[str]
) -> None:
    assert processes.run_alone(job_of("os.write(1, b'x' * 5_000_000); os.write(2, b'y')"), Watch())["trades"] == 6
    assert capfd.readouterr() == ("", "")


def test_nothing_of_the_environment_reaches_a_strategy(
    processes: Processes, job_of: JobOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APCA_API_SECRET_KEY", "secret")
    with pytest.raises(FixInput) as fault:
        processes.run_alone(job_of("raise ValueError(sorted(os.environ), os.listdir('.'))"), Watch())
    kept = ["MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"]
    named = ["LANG", *kept, "OPENBLAS_NUM_THREADS", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"]
    assert f"({named}, [])" in str(fault.value)


def test_no_datagram_leaves_a_strategy(processes: Processes, job_of: JobOf) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(0.3)
        sends = f"""
        import socket
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendmsg([b'prices'], [], 0, {ear.getsockname()})
        """
        with pytest.raises(FixInput, match="a strategy may not use socket"):
            processes.run_alone(job_of(sends), Watch())
        with pytest.raises(TimeoutError):
            ear.recv(10)


@pytest.mark.parametrize("late", ["ctypes", "numba", "pandas", "asyncio", "urllib.request", "multiprocessing"])
def test_what_loads_late_loads_behind_the_fence(processes: Processes, job_of: JobOf, late: str) -> None:
    assert processes.run_alone(job_of(f"import {late}"), Watch())["trades"] == 6


def test_a_file_that_looks_ahead_is_refused(processes: Processes, job_of: JobOf) -> None:
    peeks = """
    tomorrow = np.roll(panel.close, -1, axis=0)
    return Plan(action=np.where(tomorrow > panel.close, Decision.LONG, Decision.FLAT).astype(np.int8))
    """
    with pytest.raises(FixInput, match="the strategy reads the future"):
        processes.run_alone(job_of(peeks), Watch())


def test_while_one_loops_others_get_their_reports(processes: Processes, job_of: JobOf, ours: Job) -> None:
    import threading

    stop = threading.Event()
    loops = job_of("while True: pass")
    ended: list[BaseException] = []

    def run() -> None:
        try:
            processes.run_alone(loops, Watch(is_stopped=stop.is_set))
        except BaseException as fault:
            ended.append(fault)

    looping = threading.Thread(target=run)
    looping.start()
    for _ in range(3):
        assert processes.run_warm(ours, Watch())["trades"] > 0
    assert looping.is_alive()
    stop.set()
    looping.join(10)
    assert [type(fault).__name__ for fault in ended] == ["Stopped"]
