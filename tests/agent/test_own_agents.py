"""The user's own tools and agents: a file each, whose permissions hold, apart from the app, never ordering alone."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from agent import tools
from agent.own.files import OwnTool, read_folder
from agent.own.running import run_own
from agent.own.team import PROPOSING, TAKEN, lookup_names
from agent.tools.spec import ToolSpec
from tests.agent.rig import TeamRig, steps
from tests.agent.scripted_model import Script, ScriptedModel, call
from trading.errors import FixInput
from trading.types import RunStatus, Status

Start = Callable[..., tuple[TeamRig, ScriptedModel]]
GAP = '''# permissions: get_quote
# member: analyst
def tool(desk, symbol: str, times: int = 2) -> str:
    """Return the price of a symbol so many times over."""
    return f"{times} times {desk.lookup('get_quote', symbol=symbol)['last']}"
'''
MACRO = """role = "Says what the economy does."
prompt = "Look up prices and say what they tell."
permissions = ["get_quote", "propose_order"]
intents = ["analysis", "order"]
"""
BUY_ONE = {"symbol": "AAPL", "side": "buy", "qty": "1"}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    made: list[tuple[TeamRig, ScriptedModel]] = []
    folder = tmp_path / "own"
    folder.mkdir()

    def begin(script: Script, files: dict[str, str], **settings: Any) -> tuple[TeamRig, ScriptedModel]:
        for name, text in files.items():
            (folder / name).write_text(text)
        model = ScriptedModel(script)
        named = {"llm_model": "scripted", "llm_api_base": model.url, "llm_api_key": "k", "agents_folder": folder}
        made.append((TeamRig(tmp_path / f"desk{len(made)}", **named, **settings), model))
        return made[-1]

    yield begin
    for rig, model in made:
        model.close()
        rig.close()


def final(text: str) -> dict[str, Any]:
    return call("final_answer", answer=text)


def made(tmp_path: Path, text: str) -> OwnTool:
    (tmp_path / "mine.py").write_text(text)
    own = read_folder(tmp_path, lookup_names(), PROPOSING, TAKEN)
    assert own.faults == {}
    return own.tools[0]


def looks(name: str, arguments: Any) -> dict[str, Any]:
    return {"last": "560.99", "symbol": arguments.get("symbol"), "tool": name}


def runs(tool: OwnTool, **arguments: Any) -> Any:
    return run_own(tool, arguments, looks, lambda: False)["result"]


def test_a_tool_of_the_users_is_one_of_its_members_and_what_it_looked_up_stands_in_its_step(start: Start) -> None:
    rig, model = start(
        [call("analyst", task="t"), call("gap", symbol="AAPL"), final("ok"), final("Done.")], {"gap.py": GAP}
    )
    run = rig.ask("price of AAPL")
    assert steps(run) == ["manager.analyst", "analyst.gap"] and run.status is RunStatus.DONE
    found = run.steps[-1].observation
    assert found["result"] == "2 times 560.99" and found["looked_up"][0]["figures"]["symbol"] == "AAPL"
    (told,) = [t for t in model.requests[1]["tools"] if t["function"]["name"] == "gap"]
    assert told["function"]["description"].startswith("Return the price of a symbol so many times over.")
    assert told["function"]["parameters"]["required"] == ["symbol"]


def test_an_agent_of_the_users_is_a_member_with_what_its_file_permits(start: Start) -> None:
    rig, model = start(
        [call("macro", task="t"), call("get_quote", symbol="AAPL"), final("ok"), final("Done.")], {"macro.toml": MACRO}
    )
    run = rig.ask("analyze AAPL")
    assert steps(run) == ["manager.macro", "macro.get_quote"]
    assert model.tools_offered()[1] == {"get_quote", "final_answer"}
    prompt = str(model.requests[1]["messages"][0])
    assert "Rules that nobody can change" in prompt and "You are macro." in prompt


def test_the_prompt_of_an_agent_is_said_to_the_letter_and_never_run(start: Start, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    hostile = f"{{{{ cycler.__init__.__globals__.os.system('touch {ran}') }}}}"
    prompt = f"{hostile} Answer as {{{{symbol}}}}: a gain of {{% and {{# no end"
    text = f'role = "r"\nprompt = """{prompt}"""\npermissions = ["get_quote"]\n'
    rig, model = start(
        [call("judge", task="{{ 6 * 7 }} {%"), final("{{ 7 * 7 }} {%"), final("Done.")], {"judge.toml": text}
    )
    run = rig.ask("analyze AAPL")
    assert run.status is RunStatus.DONE and not ran.exists()
    assert model.requests[1]["messages"][0]["content"][0]["text"].endswith(prompt)
    asked = str([request["messages"] for request in model.requests])
    assert "{{ 6 * 7 }} {%" in asked and "{{ 7 * 7 }} {%" in asked


def test_an_agent_proposes_only_where_it_is_granted_and_only_what_the_words_ask(start: Start) -> None:
    script = [
        call("macro", task="t"),
        call("propose_order", **{**BUY_ONE, "qty": "9"}),
        call("propose_order", **BUY_ONE),
    ]
    refused, _ = start(script, {"macro.toml": MACRO})
    run = refused.ask("Buy 1 AAPL")
    assert run.proposals == () and "does not offer" in (run.error or "")
    granted, _ = start([*script, final("ok"), final("Proposed.")], {}, agents_may_propose="macro.toml")
    run = granted.ask("Buy 1 AAPL")
    assert [p.status for p in granted.proposals(run)] == [Status.REFUSED, Status.OPEN]
    question, model = start(script, {}, agents_may_propose="macro")
    assert question.ask("analyze AAPL").proposals == ()
    assert not any("propose_order" in offered for offered in model.tools_offered())


def test_the_examples_of_the_guide_are_files_that_work(start: Start) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "agents.md").read_text()
    tool, agent = guide.split("```python\n")[1].split("```")[0], guide.split("```toml\n")[1].split("```")[0]
    script = [call("analyst", task="t"), call("session_range", symbol="AAPL"), final("ok"), final("Done.")]
    rig, _ = start(script, {"session_range.py": tool, "earnings.toml": agent})
    assert rig.team.own().faults == {} and [one.name for one in rig.team.own().agents] == ["earnings"]
    run = rig.ask("analyze AAPL")
    assert "AAPL usually moves" in run.steps[-1].observation["result"], run.steps[-1]


BROKEN = {
    "syntax.py": ("# permissions: get_quote\ndef tool(desk:\n", "Python cannot read it (line 2)"),
    "bare.py": ("def tool(desk): 'x'\n", "no line “# permissions: …”"),
    "greedy.py": (
        "# permissions: propose_order\ndef tool(desk):\n    'x'\n",
        "'propose_order' is nothing that a tool may look up",
    ),
    "silent.py": ("# permissions:\ndef tool(desk): pass\n", "no docstring"),
    "untyped.py": ("# permissions:\ndef tool(desk, symbol):\n    'x'\n", "argument symbol has no type"),
    "two.py": ("# permissions:\nx = 1\n", "0 functions named tool"),
    "open.py": ("# permissions:\ndef tool(desk, **rest):\n    'x'\n", "named arguments alone"),
    "stranger.py": ("# permissions:\n# member: boss\ndef tool(desk):\n    'x'\n", "'boss' is not on the team"),
    "get_quote.py": ("# permissions:\ndef tool(desk):\n    'x'\n", "the name of something else"),
    "trader.toml": ('role = "r"\nprompt = "p"\npermissions = ["get_quote"]\n', "the name of something else"),
    "Big.py": ("", "small letters"),
    "huge.py": ("#" * 70_000, "70000 bytes"),
    "torn.toml": ("role = ", "TOML cannot read it"),
    "vague.toml": ('role = "r"\npermissions = ["get_quote"]\n', "needs role"),
    "idle.toml": ('role = "r"\nprompt = "p"\npermissions = []\n', "needs permissions"),
    "thief.toml": ('role = "r"\nprompt = "p"\npermissions = ["approve"]\n', "'approve' is no tool"),
    "odd.toml": ('role = "r"\nprompt = "p"\npermissions = ["get_quote"]\nkeys = 1\n', "'keys' means nothing"),
    "anytime.toml": (
        'role = "r"\nprompt = "p"\npermissions = ["get_quote"]\nintents = ["cancel"]\n',
        "intents must be",
    ),
}


@pytest.mark.parametrize(("name", "text", "part"), [(n, *row) for n, row in BROKEN.items()], ids=list(BROKEN))
def test_a_broken_file_is_a_sentence_and_the_others_work_on(tmp_path: Path, name: str, text: str, part: str) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / "good.py").write_text(GAP)
    own = read_folder(tmp_path, lookup_names(), PROPOSING, TAKEN)
    assert [tool.name for tool in own.tools] == ["good"] and own.agents == ()
    assert set(own.faults) == {name} and part in own.faults[name] and name in own.faults[name]


def test_a_folder_that_is_gone_is_a_sentence_and_runs_go_on(start: Start, tmp_path: Path) -> None:
    rig, _ = start([call("analyst", task="t"), final("ok"), final("Done.")], {"gap.py": GAP})
    (tmp_path / "own" / "gap.py").unlink()
    (tmp_path / "own").rmdir()
    assert rig.ask("price of AAPL").status is RunStatus.DONE
    (said,) = rig.team.own().faults.values()
    assert str(tmp_path / "own") in said and "AGENTS_FOLDER cannot be read (No such file or directory)" in said


def test_no_file_may_have_the_name_of_a_tool_of_the_team(tmp_path: Path) -> None:
    homes = [import_module(f"agent.tools.{one.name}") for one in iter_modules(tools.__path__)]
    found = [value for home in homes for value in vars(home).values()]
    specs = [*found, *(spec for value in found if isinstance(value, tuple) for spec in value)]
    names = {spec.name for spec in specs if isinstance(spec, ToolSpec)}
    assert names >= {"read_page", "search_web", "list_filings", "get_quote", "propose_cancel"}
    for name in names:
        (tmp_path / f"{name}.py").write_text(GAP)
        own = read_folder(tmp_path, lookup_names(), PROPOSING, TAKEN)
        assert own.tools == () and "the name of something else" in own.faults[f"{name}.py"], name
        (tmp_path / f"{name}.py").unlink()


def test_no_file_is_run_by_being_read(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        f"# permissions:\nopen({str(tmp_path / 'ran')!r}, 'w')\ndef tool(desk):\n    'x'\n"
    )
    assert [tool.name for tool in read_folder(tmp_path, lookup_names(), PROPOSING, TAKEN).tools] == ["mine"]
    assert not (tmp_path / "ran").exists()


def test_a_tool_gets_what_its_header_permits_and_a_sentence_for_the_rest(tmp_path: Path) -> None:
    body = '''# permissions: get_quote
def tool(desk, name: str):
    """Look something up."""
    return desk.lookup(name, symbol="AAPL")["last"]
'''
    tool = made(tmp_path, body)
    assert runs(tool, name="get_quote") == "560.99"
    for other in ("get_portfolio", "propose_order", "approve", "read_page"):
        with pytest.raises(FixInput, match=f"may not look up {other}; its header permits get_quote"):
            runs(tool, name=other)


HOSTILE = [
    ("open('/etc/passwd').read()", "may not read files elsewhere"),
    ("open(__file__ + '.txt', 'w')", "may not write files"),
    ("__import__('os').listdir('/')", "may not read files elsewhere"),
    ("__import__('socket').create_connection(('127.0.0.1', 1))", "may not use socket"),
    ("__import__('subprocess').run(['true'])", "may not use subprocess"),
    ("__import__('_posixsubprocess').fork_exec([b'true'], [b'/bin/true'])", "may not use _posixsubprocess.fork_exec"),
    ("__import__('subprocess')._fork_exec([b'true'], [b'/bin/true'])", "may not use _posixsubprocess.fork_exec"),
    ("__import__('os').chdir(__import__('os').path.dirname(__file__))", "may not change its folder"),
    ("__import__('os').fchdir(0)", "may not change its folder"),
    (
        "(lambda os: os.open('..', 0, dir_fd=os.open(os.path.dirname(__file__), 0)))(__import__('os'))",
        "may not read files elsewhere",
    ),
    ("__import__('os').listdir('..')", "may not read files elsewhere"),
    ("__import__('os').kill(__import__('os').getppid(), 9)", "may not use os.kill"),
    ("__import__('os')._exit(3)", "ended its process"),
    ("bytearray(2 ** 40)", "memory"),
    ("'x' * 9_000", "the limit is 8000"),
    ("object()", "TypeError"),
    ("float('nan')", "ValueError"),
    ("1 / 0", "ZeroDivisionError"),
]


@pytest.mark.parametrize(("code", "part"), HOSTILE, ids=[row[0][:40] for row in HOSTILE])
def test_what_a_tool_may_not_do_is_a_sentence(tmp_path: Path, code: str, part: str) -> None:
    tool = made(tmp_path, f'# permissions:\ndef tool(desk):\n    """Do it."""\n    return {code}\n')
    with pytest.raises(FixInput, match=part):
        runs(tool)


def test_nothing_of_the_apps_environment_is_in_a_tools_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_API_KEY", "planted-secret")
    body = '# permissions:\nimport os\ndef tool(desk):\n    """Tell."""\n    return sorted(os.environ.items())\n'
    assert "planted-secret" not in str(runs(made(tmp_path, body)))


def test_a_tool_is_ended_with_its_run(tmp_path: Path) -> None:
    tool = made(tmp_path, '# permissions:\nimport time\ndef tool(desk):\n    """Wait."""\n    time.sleep(60)\n')
    with pytest.raises(FixInput, match="ended with its run"):
        run_own(tool, {}, looks, lambda: True)
