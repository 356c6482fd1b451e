"""What is offered over MCP: the tools of the team by what a key may do. Nothing here approves, and nothing is added."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from agent.clerk import LOOKUPS
from agent.own.files import OwnTool
from agent.own.team import spec_of
from agent.tools.account import PROPOSE_CANCEL, PROPOSE_CLOSE, PROPOSE_ORDER, TRADER_TOOLS
from agent.tools.analysis import ANALYST_TOOLS
from agent.tools.research import RESEARCHER_TOOLS
from agent.tools.risk import RISK_TOOLS
from agent.tools.spec import ToolSpec
from agent.tools.testing import STRATEGIST_TOOLS
from agent.tools.web import LIST_FILINGS, READ_FILING, READ_PAGE, SEARCH_WEB
from trading.errors import FixInput
from trading.store.api_keys import Scope

MAX_ARGUMENTS = 20_000
"""Characters of one call's arguments as JSON."""
IDEMPOTENCY = "idempotency_key"
_WRITES = frozenset({"run_backtest"})
"""Lookups that leave a trace, here in the ledger of trials: they need what a proposal needs."""
_PROPOSES = (PROPOSE_ORDER, PROPOSE_CLOSE, PROPOSE_CANCEL)
_ONCE = {"type": "string", "description": "A name of this request: a repeat with it gets the first answer again."}


def tools_for(
    scopes: Collection[Scope] | None, *, web: Collection[ToolSpec] = (), own: Collection[OwnTool] = ()
) -> dict[str, ToolSpec]:
    """Return the tools that these scopes open, by name; None is nobody's key, which may look and no more.

    `web` are those of the web, which need a key that may read; `own` the user's, each offered where all that it may
    look up is.
    """
    found: dict[str, ToolSpec] = {}
    for spec in (*ANALYST_TOOLS, *TRADER_TOOLS, *STRATEGIST_TOOLS, *RESEARCHER_TOOLS, *RISK_TOOLS):
        needed = Scope.PROPOSE if spec.name in _WRITES else Scope.READ
        if spec.name in LOOKUPS and (needed in scopes if scopes is not None else needed is Scope.READ):
            found[spec.name] = spec
    looks = scopes is None or Scope.READ in scopes
    offered = [tool for tool in own if looks and tool.permissions <= found.keys()]
    if scopes is not None and looks:
        found |= {spec.name: spec for spec in web}
    found |= {tool.name: spec_of(tool) for tool in offered}
    if scopes is not None and Scope.PROPOSE in scopes:
        found |= {spec.name: _once(spec) for spec in _PROPOSES}
    return found


def _once(spec: ToolSpec) -> ToolSpec:
    named = {**spec.inputs, IDEMPOTENCY: {**_ONCE, "nullable": True}}
    said = spec.description.replace("exactly as the user's own words ask for it", "as the owner of the key asks for it")
    return ToolSpec(name=spec.name, description=said, inputs=named)


def schema_of(spec: ToolSpec) -> dict[str, Any]:
    """Return the JSON schema of a tool's arguments; a name that it does not hold is refused."""
    properties = {}
    for name, given in spec.inputs.items():
        plain = {key: value for key, value in given.items() if key not in ("nullable", "type")}
        properties[name] = plain if given["type"] == "any" else {"type": given["type"], **plain}
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name, given in spec.inputs.items() if not given.get("nullable")],
        "additionalProperties": False,
    }


def checked(spec: ToolSpec, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that were given, those that are null left out. Raises FixInput with what does not fit."""
    size = len(json.dumps(arguments, default=str))
    if size > MAX_ARGUMENTS:
        raise FixInput(f"the arguments have {size} characters, the limit is {MAX_ARGUMENTS}; send less")
    unknown = sorted(set(arguments) - set(spec.inputs))
    if unknown:
        raise FixInput(f"{', '.join(unknown)!r:.200} is not known to {spec.name}; it takes {', '.join(spec.inputs)}")
    given = {name: value for name, value in arguments.items() if value is not None}
    lacking = [name for name, schema in spec.inputs.items() if name not in given and not schema.get("nullable")]
    if lacking:
        raise FixInput(f"{', '.join(lacking)} is missing; {spec.name} needs it")
    for name, value in given.items():
        _check_kind(name, value, spec.inputs[name]["type"])
    return given


def web_specs(*, pages: bool, filings: bool) -> tuple[ToolSpec, ...]:
    """Return the tools of the web that the settings switch on."""
    return (*((SEARCH_WEB, READ_PAGE) if pages else ()), *((LIST_FILINGS, READ_FILING) if filings else ()))


_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "a text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
}


def _check_kind(name: str, value: Any, wanted: str) -> None:
    if wanted == "array" and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        raise FixInput(f"{name} must be a list of texts")
    kinds, said = _KINDS.get(wanted, ((object,), ""))
    if not isinstance(value, kinds) or (isinstance(value, bool) and wanted in ("integer", "number")):
        raise FixInput(f"{name} must be {said}, not {type(value).__name__}")
