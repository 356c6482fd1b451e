"""The user's own files: listed without being run, loaded with a sentence for every fault."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.strategies.made import recorded
from trading.errors import BadSettings, FixInput, NoData
from trading.indicators.kinds import Parameter
from trading.settings import Settings
from trading.strategies.base import Decision, Family
from trading.strategies.files import code_of, listed, path_of
from trading.strategies.loading import load

SOUND = '''"""Buys after falling closes."""
import numpy as np
from trading.indicators.kinds import Parameter
from trading.strategies.base import Decision, Plan


class ThreeDown:
    """Buys after some falling closes and sells after a rising one."""

    key = "three_down"
    title = "Three falling closes"
    parameters = (Parameter(name="days", default=3, least=1, most=20),)

    def __init__(self, days):
        self.days = int(days)

    @property
    def bars_needed(self):
        return self.days + 1

    def plan(self, panel):
        action = np.zeros(panel.close.shape, np.int8)
        down = panel.close[1:] < panel.close[:-1]
        for t in range(self.days, len(panel)):
            action[t][down[t - self.days : t].all(axis=0)] = Decision.LONG
            action[t][~down[t - 1]] = Decision.FLAT
        return Plan(action=action)
'''


def write(folder: Path, text: str, name: str = "three_down.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_file_is_a_strategy_like_those_of_the_catalogue(tmp_path: Path) -> None:
    kind = load(write(tmp_path, SOUND))
    assert kind.key == "file:three_down"
    assert kind.title == "Three falling closes"
    assert kind.says == "Buys after some falling closes and sells after a rising one."
    assert kind.family is Family.RULES
    assert [each.name for each in kind.parameters] == ["days"]
    bars = recorded("AAPL", bars=200)
    strategy = kind.build({"days": 2})
    assert strategy.bars_needed == 3
    closes, action = bars.close[:, 0].tolist(), strategy.plan(bars).action[:, 0].tolist()
    expected = [0, 0] + [
        Decision.FLAT
        if closes[t] >= closes[t - 1]
        else Decision.LONG
        if closes[t - 1] < closes[t - 2]
        else Decision.KEEP
        for t in range(2, len(closes))
    ]
    assert action == expected
    with pytest.raises(FixInput, match="days 21 is not a whole number from 1 to 20; choose one inside"):
        kind.build({"days": 21})


def test_a_folder_is_listed_without_running_any_of_it(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    write(tmp_path, f"open({str(mark)!r}, 'w').write('x')\n" + SOUND, "b_runs.py")
    write(tmp_path, "x = 1\n", "a_nothing.py")
    write(tmp_path, SOUND + SOUND.replace("ThreeDown", "Other"), "c_two.py")
    write(tmp_path, "def broken(:\n", "d_broken.py")
    write(tmp_path, "\0", "e_nul.py")
    (tmp_path / "f_bytes.py").write_bytes(b"\xff\xfe")
    write(tmp_path, "#" * 1_000_001, "g_large.py")
    write(tmp_path, SOUND, "_hidden.py")
    write(tmp_path, "no code", "notes.txt")
    found = listed(tmp_path)
    assert [each.key for each in found] == [
        f"file:{name}" for name in ("a_nothing", "b_runs", "c_two", "d_broken", "e_nul", "f_bytes", "g_large")
    ]
    assert (found[1].title, found[1].fault) == ("Three falling closes", None)
    assert found[1].says == "Buys after some falling closes and sells after a rising one."
    assert found[1].parameters == (Parameter(name="days", default=3, least=1, most=20),)
    assert found[0].fault == "a_nothing.py has no class with a plan; write one, as docs/strategies.md shows"
    assert found[2].fault == "c_two.py has 2 classes with a plan and a file holds 1; part them into files of their own"
    for each in found[3:6]:
        assert each.fault is not None
        assert each.fault.startswith(f"{each.path.name} cannot be read: ")
    assert found[6].fault == "g_large.py cannot be read: it has 1000001 bytes and at most 1000000 are read; mend it"
    assert not mark.exists()
    assert path_of("file:b_runs", tmp_path) == tmp_path / "b_runs.py"
    assert path_of("file:../b_runs", tmp_path) is None
    assert path_of("file:_hidden", tmp_path) is None


@pytest.mark.parametrize(
    "parameters",
    [
        "(Parameter('days', 3, 1, 20),)",
        "(Parameter(name=NAME),)",
        "(Parameter(nom='x'),)",
        "make()",
        "(3,)",
        "()",
    ],
)
def test_parameters_that_are_not_written_out_are_not_guessed(tmp_path: Path, parameters: str) -> None:
    write(tmp_path, SOUND.replace('(Parameter(name="days", default=3, least=1, most=20),)', parameters))
    (found,) = listed(tmp_path)
    assert (found.parameters, found.fault) == ((), None)


HUGE = "1" + "0" * 400


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        ("name=3, default=1, least=1, most=2", "own.py: 3 is no name of a parameter; write it like days"),
        ('name="days", default=3, least=1, most=0', "own.py: the default of days 3 is not a whole number from 1 to 0"),
        (f'name="days", default=3, least=1, most={HUGE}', "own.py: days has (3, 1, a longer number) as default, least"),
        (f'name="days", default=3, least=-{HUGE}, most=5', "own.py: days has (3, a longer number, 5) as default"),
        (
            'name="days", default=1e999, least=1, most=5',
            "own.py: days has (inf, 1, 5) as default, least and most; give three numbers within 1e+300",
        ),
        (r'name="\ud800", default=3, least=1, most=5', "own.py: '\\ud800' is no name of a parameter"),
    ],
)
def test_numbers_that_no_float_holds_and_names_that_are_none_are_told_without_running_the_file(
    tmp_path: Path, parameter: str, said: str
) -> None:
    text = SOUND.replace('Parameter(name="days", default=3, least=1, most=20)', f"Parameter({parameter})")
    path = write(tmp_path, text, "own.py")
    (found,) = listed(tmp_path)
    assert str(found.fault).startswith(said)
    assert found.parameters == ()
    with pytest.raises(FixInput) as told:
        load(path)
    assert str(told.value).startswith(said)


def test_a_title_that_cannot_be_sent_is_listed_without_what_cannot(tmp_path: Path) -> None:
    write(tmp_path, SOUND.replace('title = "Three falling closes"', r'title = "a\ud800b\0c"'))
    (found,) = listed(tmp_path)
    assert (found.title, found.fault) == ("a?b?c", None)


def test_a_file_that_is_gone_or_no_plain_file_is_a_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "circle.py").symlink_to(tmp_path / "circle.py")
    for each in listed(tmp_path):
        assert each.fault == f"{each.path.name} cannot be read: it is not there, or no plain file; mend it"
    with pytest.raises(FixInput, match=r"^gone\.py cannot be read: it is not there, or no plain file; mend it$"):
        code_of(tmp_path / "gone.py")


def test_a_folder_that_is_none_is_a_wrong_setting(tmp_path: Path) -> None:
    assert Settings.load().strategies_folder is None
    with pytest.raises(BadSettings, match=r"STRATEGIES_FOLDER .* is no folder; make it, or unset it"):
        Settings.load(strategies_folder=tmp_path / "none")
    with pytest.raises(
        BadSettings, match=r"STRATEGIES_FOLDER .* is no folder; name one with a file such as three_down.py"
    ):
        listed(tmp_path / "none")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n", "own.py has no class with a plan; write one, as docs/strategies.md shows"),
        (SOUND + SOUND.replace("ThreeDown", "Other"), "own.py has 2 classes with a plan and a file holds 1; part them"),
        ("import os\n1 / 0\n", "own.py raised ZeroDivisionError in its import at line 2: division by zero; mend it"),
        ("import no_such_module_here\n", "own.py raised ModuleNotFoundError in its import at line 1: No module named"),
        ("raise SystemExit\n", "own.py raised SystemExit in its import at line 1: without words; mend it"),
        ("\n\ndef broken(:\n", "own.py raised SyntaxError in its import at line 3: "),
        (SOUND.replace('    key = "three_down"\n', ""), "own.py: ThreeDown names no key; give it one, a short text"),
        (SOUND.replace('"Three falling closes"', "3"), "own.py: ThreeDown names no title; give it one, a short text"),
        (
            SOUND.replace("(Parameter(", "[Parameter(").replace("20),)", "20)]"),
            "own.py: ThreeDown names no parameters; give",
        ),
        (SOUND.replace('"days"', '"no days"'), "own.py: 'no days' is no name of a parameter; write it like days"),
        (
            SOUND.replace("default=3", "default='3'"),
            "own.py: days has ('3', 1, 20) as default, least and most; give three",
        ),
        (
            SOUND.replace("    key =", "    entry = 'close falls'\n    key ="),
            "own.py: entry is 'close falls'; give a tuple of",
        ),
        (SOUND.replace("default=3", "default=30"), "own.py: the default of days 30 is not a whole number from 1 to 20"),
        (SOUND.replace("def bars_needed", "def needed"), "own.py: ThreeDown has no bars_needed; say how many bars"),
        (
            SOUND.replace("    key =", "    most_symbols = 0\n    key ="),
            "own.py: most_symbols 0 is not a whole number from 1",
        ),
    ],
)
def test_a_file_that_is_no_strategy_is_refused_with_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FixInput) as fault:
        load(write(tmp_path, text, "own.py"))
    assert str(fault.value).startswith(said)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "self.days = int(days)",
            "raise ValueError('no days')",
            "own.py raised ValueError in its start at line 15: no days",
        ),
        ("self, days", "self", "own.py raised TypeError in its start: "),
        ("return self.days + 1", "return self.none", "own.py raised AttributeError in bars_needed at line 19: "),
        ("return self.days + 1", "return '4'", "own.py: bars_needed is '4', not a whole number of at least 1; mend it"),
        ("return self.days + 1", "return 0", "own.py: bars_needed is 0, not a whole number of at least 1; mend it"),
    ],
)
def test_a_strategy_that_cannot_be_built_says_why(tmp_path: Path, old: str, new: str, said: str) -> None:
    kind = load(write(tmp_path, SOUND.replace(old, new), "own.py"))
    with pytest.raises(FixInput) as fault:
        kind.build()
    assert str(fault.value).startswith(said)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return panel.close[10**9]", "own.py raised IndexError in plan at line 22: index 1000000000 is out of bounds"),
        ("raise SystemExit(3)", "own.py raised SystemExit in plan at line 22: 3; mend it"),
        (
            "panel.close[:] = 1",
            "own.py raised ValueError in plan at line 22: assignment destination is read-only; mend it",
        ),
        (
            "panel.time[0] = 1",
            "own.py raised ValueError in plan at line 22: assignment destination is read-only; mend it",
        ),
        ("return [1]", "own.py: plan gives list, not a Plan; return Plan(action=...)"),
        (
            "return Plan(action=np.zeros(3, np.int8))",
            "own.py: action has the shape (3,) and the panel (200, 1), bars by",
        ),
        ("return Plan(action=np.zeros(panel.close.shape))", "own.py: action holds float64, not int8; convert it with"),
        (
            "return Plan(action=np.full(panel.close.shape, 9, np.int8))",
            "own.py: action is 9 at bar 1 of 200 for AAPL; use",
        ),
        (
            "return Plan(action=np.full(panel.close.shape, 4, np.int8), value=panel.close * np.nan)",
            "own.py: value is nan at bar 1 of 200 for AAPL, not a fraction of equity within 100 of 0; mend it",
        ),
    ],
)
def test_a_plan_that_fails_or_cannot_be_followed_is_a_sentence(tmp_path: Path, body: str, said: str) -> None:
    text = SOUND.replace("        action = np.zeros(panel.close.shape, np.int8)\n", f"        {body}\n", 1)
    strategy = load(write(tmp_path, text, "own.py")).build()
    with pytest.raises(FixInput) as fault:
        strategy.plan(recorded("AAPL", bars=200))
    assert str(fault.value).startswith(said)


def test_a_sentence_of_the_product_passes_through_a_file_as_it_is(tmp_path: Path) -> None:
    text = SOUND.replace(
        "        action = np.zeros",
        "        raise NoData('no volume; choose another')\n        action = np.zeros",
    )
    with pytest.raises(NoData, match=r"^no volume; choose another$"):
        load(write(tmp_path, "from trading.errors import NoData\n" + text)).build().plan(recorded("AAPL", bars=200))


def test_two_files_that_name_their_class_alike_stay_apart(tmp_path: Path) -> None:
    one = load(write(tmp_path, SOUND, "one.py"))
    two = load(write(tmp_path, SOUND.replace("self.days + 1", "self.days + 9"), "two.py"))
    assert (one.build().bars_needed, two.build().bars_needed) == (4, 12)
    assert (one.key, two.key) == ("file:one", "file:two")


def test_a_file_may_hold_a_dataclass_and_helpers_beside_it(tmp_path: Path) -> None:
    text = SOUND.replace("class ThreeDown:", "@dataclass\nclass Helper:\n    x: 'np.ndarray'\n\n\nclass ThreeDown:")
    kind = load(write(tmp_path, "from dataclasses import dataclass\n" + text))
    assert np.isin(kind.build().plan(recorded("AAPL", bars=50)).action, [0, 1, 3]).all()
