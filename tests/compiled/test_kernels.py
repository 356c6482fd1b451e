"""Kernels find their compiled form, and old compiled code is never taken for new source."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np

from trading import compiled
from trading.compiled import kernels

SOURCE = """
from trading.compiled import kernel, load, way
{imports}

@kernel
def inner(x):
    return x * {factor}


@kernel
def outer(values):
    total = 0.0
    for value in values:
        total += inner(value)
    return total
"""


@compiled.kernel
def _twice(values: np.ndarray) -> float:
    total = 0.0
    for value in values:
        total += 2 * value
    return total


def test_small_work_stays_plain_and_large_work_is_compiled() -> None:
    code = (
        "import sys; from trading import compiled; from trading.strategies.crosses import turns;"
        "assert compiled.way(turns, compiled.SMALL) is turns and 'numba' not in sys.modules;"
        "assert compiled.way(turns, compiled.SMALL + 1) is not turns and compiled.is_loaded();"
        "assert compiled.way(turns, 1) is not turns"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_numba_a_kernel_runs_as_written() -> None:
    code = (
        "import sys; sys.modules['numba'] = None; from trading import compiled;"
        "from trading.strategies.crosses import turns;"
        "assert compiled.way(turns, 10**9) is turns and not compiled.load() and not compiled.is_loaded()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_kernel_that_appears_later_is_compiled_too() -> None:
    compiled.load()
    assert compiled.way(_twice, compiled.SMALL + 1)(np.arange(4.0)) == 12.0


def run(folder: Path, factor: str, imports: str = "") -> str:
    (folder / "some_kernels.py").write_text(SOURCE.format(factor=factor, imports=imports))
    code = (
        "import sys; sys.path[:0] = [sys.argv[1]]; from pathlib import Path; from trading import compiled;"
        "compiled.keep_in(Path(sys.argv[1]) / 'kept'); import some_kernels, numpy;"
        "fast = compiled.way(some_kernels.outer, 10**9); assert fast is not some_kernels.outer;"
        "print(fast(numpy.arange(4.0)))"
    )
    done = subprocess.run([sys.executable, "-c", code, folder], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_a_changed_source_is_compiled_anew_and_an_unchanged_one_is_kept(tmp_path: Path) -> None:
    assert run(tmp_path, "3.0") == "18.0"
    kept = sorted(tmp_path.rglob("*.nbc"))
    assert run(tmp_path, "3.0") == "18.0"
    assert sorted(tmp_path.rglob("*.nbc")) == kept
    # the caller is the same text in the same place; only what it calls has changed
    assert run(tmp_path, "5.0") == "30.0"


def test_a_number_of_another_module_counts_as_source() -> None:
    spec = importlib.util.find_spec("trading.backtest.kernel")
    assert spec is not None
    from trading.backtest import kernel, places

    found = kernels._sources(kernel.play, set())  # type: ignore[arg-type]
    assert {spec.origin, places.__file__} <= found
    assert any(name.endswith("matching.py") for name in found), "kernels of kernels count too"
