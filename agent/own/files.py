"""The files of AGENTS_FOLDER: what each says of itself, read without running any of it."""

import ast
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.members import ANALYST, ROLES
from agent.tools.spec import Inputs
from trading.errors import FixInput
from trading.types import Intent

MOST_FILES = 40
MOST_BYTES = 64_000
MOST_PROMPT = 4_000
_NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
_HEADER = re.compile(r"^#\s*(permissions|member)\s*:\s*(.*)$", re.IGNORECASE)
_TYPES: Mapping[str, str] = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "list": "array"}
_RESERVED = frozenset(
    {*ROLES, "router", "final_answer", "read_words", "route", "resume", "save_rule", "check_condition"}
)
CALLED_BY_DEFAULT = (
    Intent.ANALYSIS,
    Intent.COMPARE,
    Intent.FUNDAMENTALS,
    Intent.SENTIMENT,
    Intent.PORTFOLIO,
    Intent.BACKTEST,
    Intent.UNCLEAR,
)
MAY_CALL = frozenset(CALLED_BY_DEFAULT) | {Intent.QUOTE, Intent.INDICATOR, Intent.HISTORY, Intent.ORDER, Intent.CLOSE}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTool:
    """A Python file with a function `tool`: what it is called, does and takes, whose tool it is, and what it may ask.

    `permissions` are the lookups that it may ask for.
    """

    name: str
    path: Path
    says: str
    inputs: Inputs
    permissions: frozenset[str]
    member: str = ANALYST


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAgent:
    """A TOML file: a member of the team with a prompt and the tools that its permissions name."""

    name: str
    path: Path
    role: str
    prompt: str
    permissions: tuple[str, ...]
    intents: tuple[Intent, ...] = CALLED_BY_DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a folder holds; `faults` has a sentence for each file that cannot be used."""

    tools: tuple[OwnTool, ...] = ()
    agents: tuple[OwnAgent, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)


def read_folder(
    folder: Path | None, lookups: Collection[str], proposing: Collection[str], taken: Collection[str] = ()
) -> Own:
    """Return the tools and agents of a folder; a file that is broken or asks for what nobody may is a sentence.

    `lookups` are the names of what may be looked up, `proposing` of what writes proposals, which no tool may call;
    `taken` are names that no file may have beside these.
    """
    tools: dict[str, OwnTool] = {}
    agents: dict[str, OwnAgent] = {}
    faults: dict[str, str] = {}
    try:
        paths = [] if folder is None else sorted(p for p in folder.iterdir() if p.suffix in (".py", ".toml"))
    except OSError as fault:
        said = f"{folder} of AGENTS_FOLDER cannot be read ({fault.strerror}); make it again, or set another folder"
        return Own(faults={"AGENTS_FOLDER": said})
    for path in paths[MOST_FILES:]:
        faults[path.name] = f"{path.name} is past the limit of {MOST_FILES} files in AGENTS_FOLDER; remove some"
    for path in paths[:MOST_FILES]:
        try:
            name = _name_of(path, {*lookups, *proposing, *taken, *tools, *agents})
            if path.suffix == ".py":
                tools[name] = _tool(path, name, lookups)
            else:
                agents[name] = _agent(path, name)
        except (FixInput, OSError, UnicodeDecodeError) as fault:
            faults[path.name] = f"{path.name} is not used: {fault}"
    for agent in list(agents.values()):
        known = {*lookups, *proposing, *tools}
        if unknown := [name for name in agent.permissions if name not in known]:
            faults[agent.path.name] = f"{agent.path.name} is not used: {unknown[0]!r:.60} is no tool; {_listed(known)}"
            del agents[agent.name]
    return Own(tools=tuple(tools.values()), agents=tuple(agents.values()), faults=faults)


def _name_of(path: Path, taken: Collection[str]) -> str:
    if not _NAME.fullmatch(path.stem):
        raise FixInput("its name must be small letters, digits and _, such as earnings_gap.py; rename it")
    if path.stem in _RESERVED or path.stem in taken or path.stem.startswith("propose"):
        raise FixInput(f"{path.stem} is the name of something else; rename it")
    if path.stat().st_size > MOST_BYTES:
        raise FixInput(f"it has {path.stat().st_size} bytes, the limit is {MOST_BYTES}; shorten it")
    return path.stem


def _tool(path: Path, name: str, lookups: Collection[str]) -> OwnTool:
    text = path.read_text(encoding="utf-8")
    header = _header(text)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None)
        raise FixInput(f"Python cannot read it{f' (line {line})' if line else ''}; mend it") from None
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "tool"]
    if len(found) != 1:
        raise FixInput(f"it has {len(found)} functions named tool at its top level; write exactly one")
    says = ast.get_docstring(found[0])
    if not says:
        raise FixInput("its function tool has no docstring, which is what the model reads; write one")
    permissions = frozenset(header.get("permissions", ()))
    if unknown := sorted(permissions - set(lookups)):
        raise FixInput(f"{unknown[0]!r:.60} is nothing that a tool may look up; {_listed(lookups)}")
    member = next(iter(header.get("member", ())), ANALYST)
    if member not in ROLES[1:]:
        raise FixInput(f"its member {member!r:.40} is not on the team; name one of {', '.join(ROLES[1:])}")
    return OwnTool(
        name=name,
        path=path,
        says=" ".join(says.split())[:600],
        inputs=_inputs(found[0]),
        permissions=permissions,
        member=member,
    )


def _header(text: str) -> dict[str, tuple[str, ...]]:
    """Return what the comments before the first line of code say: permissions and member."""
    said: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            break
        if match := _HEADER.match(line):
            words = tuple(word.strip().lower() for word in match[2].split(",") if word.strip())
            said[match[1].lower()] = words
    if "permissions" not in said:
        raise FixInput("its header has no line “# permissions: …” before the code; write one, empty for none")
    return said


def _inputs(function: ast.FunctionDef) -> Inputs:
    given = function.args
    if given.vararg or given.kwarg or given.posonlyargs or not given.args or given.args[0].arg != "desk":
        raise FixInput("its function must be tool(desk, …) with named arguments alone; mend it")
    named = [*given.args[1:], *given.kwonlyargs]
    optional = {one.arg for one in given.args[len(given.args) - len(given.defaults) :]} | {
        one.arg for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is not None
    }
    inputs: Inputs = {}
    for one in named:
        kind = _TYPES.get(_type_name(one.annotation))
        if kind is None:
            raise FixInput(f"its argument {one.arg} has no type; annotate it with one of {', '.join(_TYPES)}")
        inputs[one.arg] = {"type": kind, "description": one.arg.replace("_", " ")}
        if kind == "array":
            inputs[one.arg]["items"] = {"type": "string"}
        if one.arg in optional:
            inputs[one.arg]["nullable"] = True
    return inputs


def _type_name(annotation: ast.expr | None) -> str:
    inner = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return inner.id if isinstance(inner, ast.Name) else ""


def _agent(path: Path, name: str) -> OwnAgent:
    try:
        body: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise FixInput(f"TOML cannot read it ({fault}); mend it") from None
    if unknown := sorted(set(body) - {"role", "prompt", "permissions", "intents"}):
        raise FixInput(f"{unknown[0]!r:.40} means nothing there; write role, prompt, permissions and intents")
    role, prompt = body.get("role"), body.get("prompt")
    if not (isinstance(role, str) and role.strip() and isinstance(prompt, str) and prompt.strip()):
        raise FixInput("it needs role (one sentence for the manager) and prompt (its instructions), both texts")
    if len(prompt) > MOST_PROMPT:
        raise FixInput(f"its prompt has {len(prompt)} characters, the limit is {MOST_PROMPT}; shorten it")
    permissions = body.get("permissions")
    if not isinstance(permissions, list) or not permissions or not all(isinstance(one, str) for one in permissions):
        raise FixInput('it needs permissions, a list of the tools that it may use, such as ["get_quote"]')
    return OwnAgent(
        name=name,
        path=path,
        role=" ".join(role.split())[:300],
        prompt=prompt,
        permissions=tuple(dict.fromkeys(permissions)),
        intents=_intents(body.get("intents")),
    )


def _intents(given: Any) -> tuple[Intent, ...]:
    if given is None:
        return CALLED_BY_DEFAULT
    names = {intent.value: intent for intent in MAY_CALL}
    if not isinstance(given, list) or not given or any(one not in names for one in given):
        raise FixInput(f"its intents must be a list out of {', '.join(sorted(names))}")
    return tuple(names[one] for one in given)


def _listed(names: Collection[str]) -> str:
    return f"name some of {', '.join(sorted(names))}"
