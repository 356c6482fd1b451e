"""The command line: `python -m trading serve | keys | verify | playback | kill | watchdog | mcp | migrate | doctor`.

Exit codes: 0 done, 1 not done, 2 asked wrongly.
"""

import argparse
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from trading.errors import ChainBroken, FixInput, NotFound, TradingError, Unavailable
from trading.market.clock import WallClock
from trading.redaction import clean
from trading.redaction.logs import guard_logs
from trading.settings import Settings
from trading.store.accounts import account_ids
from trading.store.api_keys import ApiKeys, scopes_from_text
from trading.store.audit import verify
from trading.store.database import Database
from trading.store.migrate import HEAD, upgrade, version
from trading.types import Actor, ActorKind

if TYPE_CHECKING:
    from bootstrap import Wiring
    from trading.orders.desk import OrderDesk
    from trading.services import Services

DONE, NOT_DONE, ASKED_WRONG, INTERRUPTED = 0, 1, 2, 130
LEAST_AFTER_S, MOST_AFTER_S = 2.0, 3600.0
"""A beat comes each second, so a shorter silence says nothing."""
APP = Path(__file__).parent.parent / "app.py"
AT_THE_TERMINAL = Actor(kind=ActorKind.PERSON, id="owner", name="you, at the command line")


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code; what goes wrong is a sentence on standard error."""
    guard_logs()
    Settings.learn_secrets()
    asked = _parser().parse_args(arguments)
    work: Callable[[argparse.Namespace], int] = asked.work
    try:
        return _carried_out(lambda: work(asked))
    except KeyboardInterrupt:
        return _say("interrupted; what was written stays written", INTERRUPTED)


def _carried_out(work: Callable[[], int], *, about: str = "") -> int:
    """Return the exit code of some work; what goes wrong is a sentence that begins with `about`."""
    try:
        return work()
    except FixInput as fault:
        return _say(f"{about}{fault}", ASKED_WRONG)
    except TradingError as fault:
        return _say(f"{about}{fault}", NOT_DONE)
    except OSError as fault:
        what = f"{fault.strerror or fault}: {fault.filename or 'the disk'}"
        return _say(f"{about}{what}; check DATA_DIR and try again", NOT_DONE)
    except Exception as fault:
        broke = f"this command broke ({type(fault).__name__}: {fault})"
        return _say(f"{about}{broke}; `python -m trading doctor` may tell why", NOT_DONE)


def _say(what: object, code: int) -> int:
    print(clean(str(what)), file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint about an argument repeats no secret that was typed in its place."""

    def error(self, message: str) -> NoReturn:
        """End with the complaint and code 2."""
        super().error(clean(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m trading", description="Works on DATA_DIR, also beside the app.")
    commands = parser.add_subparsers(required=True, metavar="command")

    serve = commands.add_parser("serve", help="serve the pages and the REST API on HOST and PORT")
    serve.set_defaults(work=_serve)
    keys = commands.add_parser("keys", help="make, list and revoke keys of the REST API")
    actions = keys.add_subparsers(required=True, metavar="action")
    create = actions.add_parser("create", help="make a key and print it, alone, on standard output")
    create.add_argument("--name", required=True, help="who the key stands for, as the log will say")
    create.add_argument("--scopes", required=True, help="read,propose,approve,admin: exactly what it may do")
    create.set_defaults(work=_create_key)
    actions.add_parser("list", help="list every key, without its secret").set_defaults(work=_list_keys)
    revoke = actions.add_parser("revoke", help="end a key at once")
    revoke.add_argument("key", help="its id, or its name where only one living key has it")
    revoke.set_defaults(work=_revoke_key)

    commands.add_parser("verify", help="walk the log of every account").set_defaults(work=_verify)
    playback = commands.add_parser("playback", help="play a recorded agent run again, offline; it proposes nothing")
    playback.add_argument("run", help="the id of the run, or a file that Record saved")
    playback.add_argument("--model", metavar="NAME", help="ask this litellm model instead; offline is the planner")
    playback.add_argument("--prompt-folder", metavar="DIR", help="take prompts such as manager.md from there")
    playback.add_argument("--limit", action="append", default=[], metavar="NAME=VALUE", help="with another limit")
    playback.add_argument("--live-lookups", action="store_true", help="look up now what the record does not hold")
    playback.set_defaults(work=_playback)
    kill = commands.add_parser("kill", help="stop all trading, or lift that")
    kill.add_argument("--off", action="store_true", help="lift the stop")
    kill.set_defaults(work=_kill)
    watchdog = commands.add_parser("watchdog", help="stop trading when the app falls silent; a process of its own")
    watchdog.add_argument("--after", type=_seconds, default=5.0, metavar="SECONDS", help="silence that means stop (5)")
    watchdog.add_argument("--once", action="store_true", help="look once, act if need be, and end")
    watchdog.set_defaults(work=_watchdog)
    mcp = commands.add_parser("mcp", help="offer the team's tools to a program of yours (MCP over standard input)")
    mcp.set_defaults(work=_mcp)
    commands.add_parser("migrate", help="bring the database to this release").set_defaults(work=_migrate)
    doctor = commands.add_parser("doctor", help="tell what is wired and whether it is healthy")
    doctor.add_argument("--attack", action="store_true", help="try the known attacks against the limits that hold")
    doctor.set_defaults(work=_doctor)
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not LEAST_AFTER_S <= seconds <= MOST_AFTER_S:
        raise argparse.ArgumentTypeError(f"{text} is not between {LEAST_AFTER_S:g} and {MOST_AFTER_S:g} seconds")
    return seconds


def _serve(_asked: argparse.Namespace) -> int:
    """Become the app: this process is replaced, so that signals reach the server itself."""
    settings = Settings.load()
    _check_port_is_free(settings.host, settings.port)
    options = {"address": settings.host, "port": settings.port, "headless": "true"}
    flags = [f"--server.{name}={value}" for name, value in options.items()]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(APP), *flags])  # noqa: S606  no shell


def _check_port_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        raise Unavailable(f"PORT {port} may not be used by you; set a PORT above 1023") from None
    except OSError as fault:
        raise Unavailable(
            f"PORT {port} on {host} cannot be used ({fault.strerror}); stop what uses it, or set another PORT or HOST"
        ) from None


def _database(settings: Settings, *, must_exist: bool = False) -> Database:
    if settings.database_url:
        return Database(settings.database_url)
    if must_exist and not (settings.data_dir / "desk.db").exists():
        raise NotFound(f"there is no database in DATA_DIR {settings.data_dir}; start the app once, or set DATA_DIR")
    return Database.in_folder(settings.data_dir)


def _with_keys(work: Callable[[ApiKeys], int]) -> int:
    database = _database(Settings.load())
    try:
        upgrade(database)
        return work(ApiKeys(database, WallClock()))
    finally:
        database.close()


def _create_key(asked: argparse.Namespace) -> int:
    scopes = scopes_from_text(asked.scopes)

    def work(keys: ApiKeys) -> int:
        key, made = keys.create(asked.name, scopes)
        held = ",".join(sorted(made.scopes))
        print(key)
        return _say(f"key {made.id} for {made.name} with {held}; it is not shown again, so keep it now", DONE)

    return _with_keys(work)


def _list_keys(_asked: argparse.Namespace) -> int:
    def work(keys: ApiKeys) -> int:
        found = keys.list()
        for key in found:
            ended = "living" if key.revoked_at is None else f"revoked {key.revoked_at.astimezone(UTC):%Y-%m-%d %H:%M}Z"
            made = f"{key.created_at.astimezone(UTC):%Y-%m-%d %H:%M}Z"
            print(f"{key.id}  {key.name:<24}  {','.join(sorted(key.scopes)):<28}  made {made}  {ended}")
        return DONE if found else _say("there is no key; `python -m trading keys create` makes one", DONE)

    return _with_keys(work)


def _revoke_key(asked: argparse.Namespace) -> int:
    def work(keys: ApiKeys) -> int:
        key = keys.revoke(asked.key)
        print(f"key {key.id} of {key.name} is revoked; it is refused from now on")
        return DONE

    return _with_keys(work)


def _verify(_asked: argparse.Namespace) -> int:
    settings = Settings.load()
    database = _database(settings, must_exist=True)
    try:
        if version(database) is None:
            raise NotFound("the database has no tables yet; `python -m trading migrate` or the app makes them")
        faults, accounts = [], account_ids(database)
        for account_id in accounts:
            report = verify(database, account_id, settings.data_dir)
            if report.fault is None:
                print(f"{account_id}: {report.entries} entries hold, the head is {report.head}")
            else:
                faults.append(f"{account_id}: {report.fault}")
        if not accounts:
            print("there is no account yet, so there is no log to verify")
        if faults:
            raise ChainBroken("\n".join(faults))
        return DONE
    finally:
        database.close()


def _playback(asked: argparse.Namespace) -> int:
    """Play a run from its record; a desk is built for lookups alone, where they were asked for."""
    from agent.playback.at_terminal import play_at_terminal

    wired: list[Wiring] = []

    def services(settings: Settings) -> "Services":
        wired.append(_wire(settings))
        return wired[0].services

    try:
        held, lines = play_at_terminal(asked, services)
    finally:
        for each in wired:
            each.close()
    print("\n".join(lines))
    return DONE if held else NOT_DONE


def _kill(asked: argparse.Namespace) -> int:
    """Stop from beside: also while the app hangs, holds the store's lock, or store or market are out of order."""
    import bootstrap

    if asked.off:
        return _resume(Settings.load())
    settings, wrong = Settings.load_to_stop()
    accounts = bootstrap.accounts_beside(settings, wrong=wrong)
    return max(_carried_out(partial(_stop, settings, account), about=f"{account}: ") for account in accounts)


def _stop(settings: Settings, account: str) -> int:
    import bootstrap

    def tell(what: str) -> None:
        _say(f"{account}: {what}", DONE)

    _warn_of_account(settings, account)
    beside = bootstrap.beside(settings, account=account)
    try:
        with suppress(TradingError):  # a store that cannot be made ready stops no stop, which then names it
            beside.prepare()
        report = beside.desk.stop_trading(actor=AT_THE_TERMINAL)
        print(f"{account}: trading is stopped; {len(report.cancelled)} resting orders were cancelled")
        for order_id in report.still_open:
            tell(f"order {order_id} is not cancelled yet; the app keeps trying, look at Orders")
        for symbol in report.unprotected:
            tell(f"{symbol} is left without a stop; watch it")
        for problem in report.problems:
            tell(problem)
        if report.problems:
            tell("not all of it is done: type `python -m trading kill` again")
        return NOT_DONE if report.problems or report.still_open else DONE
    finally:
        beside.close()


def _warn_of_account(settings: Settings, account: str) -> None:
    import bootstrap

    with suppress(TradingError, OSError):  # the stop itself says what of the store or the disk is out of order
        if doubt := bootstrap.doubt_beside(settings, account):
            _say(doubt, DONE)


def _resume(settings: Settings) -> int:
    wiring = _wire(settings)
    try:
        state = wiring.services.desk.resume_trading(actor=AT_THE_TERMINAL)
        print("trading may go on" if not state.stopped else "trading is still stopped")
        return NOT_DONE if state.stopped else DONE
    finally:
        wiring.close()


def _watchdog(asked: argparse.Namespace) -> int:
    """Watch the app until a signal; a broker and a store of its own are opened when they are needed."""
    import bootstrap
    from trading.jobs.watchdog import Plan, watch

    (settings, wrong), clock, ended = Settings.load_to_stop(), WallClock(), threading.Event()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    account = bootstrap.account_beside(settings, wrong=wrong)  # now: what it is named after may be gone by then
    _warn_of_account(settings, account)
    opened: list[bootstrap.Beside] = []

    def desk() -> "OrderDesk":
        if not opened:
            opened.append(bootstrap.beside(settings, account=account))
        return opened[0].desk

    def say(sentence: str) -> None:
        print(f"{clock.now():%H:%M:%S}Z {sentence}", flush=True)

    try:
        plan = Plan(after_s=asked.after, once=asked.once, ended=ended)
        return DONE if watch(settings.data_dir, desk=desk, say=say, plan=plan) else NOT_DONE
    finally:
        for beside in opened:
            beside.close()


def _mcp(_asked: argparse.Namespace) -> int:
    """Serve until the client hangs up; standard output carries the protocol alone, everything else standard error."""
    from api.mcp.server import serve

    settings = Settings.load()
    logging.basicConfig(level=settings.log_level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    wiring = _wire(settings)
    try:
        serve(wiring, settings.sta_api_key)
        return DONE
    finally:
        wiring.close()


def _migrate(_asked: argparse.Namespace) -> int:
    database = _database(Settings.load())
    try:
        before = version(database)
        upgrade(database)
        said = f"stands at version {HEAD} already" if before == HEAD else f"went from {before or 'nothing'} to {HEAD}"
        print(f"the database {said}")
        return DONE
    finally:
        database.close()


def _wire(settings: Settings) -> "Wiring":
    import bootstrap

    return bootstrap.build(settings, exclusive=False)


def _doctor(asked: argparse.Namespace) -> int:
    from trading.doctor import examine

    wiring = _wire(Settings.load())
    if asked.attack:
        return _attack(wiring)
    try:
        found = list(examine(wiring))
    finally:
        wiring.close()
    for finding in found:
        print(f"{'good ' if finding.good else 'WRONG'}  {finding.name:<8}  {clean(finding.said)}")
    return DONE if all(finding.good for finding in found) else NOT_DONE


def _attack(wiring: "Wiring") -> int:
    """Try every known attack in rehearsals under this desk's limits; its own store and venue are only read."""
    from agent.attack.report import attack_report, running_now, summary
    from trading.risk.attack.case import Verdict

    try:
        running = running_now(wiring.services)
    finally:
        wiring.close()
    tried = []
    for item in attack_report(running):
        tried.append(item)
        told = item.attack.title if item.outcome.held else f"{item.attack.title}: {item.outcome.said}"
        print(f"{item.outcome.verdict:<9}  {item.attack.name:<28}  {told}", flush=True)
    print(summary(tried))
    return NOT_DONE if any(item.outcome.verdict is Verdict.BROKEN for item in tried) else DONE


if __name__ == "__main__":
    sys.exit(main())
