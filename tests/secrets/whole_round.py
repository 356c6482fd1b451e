"""The whole round: a user's setup, every forced error, and a look at all that was said, sent and stored."""

from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import bootstrap
from tests.secrets import at_models, at_own, at_rest, at_settings, at_sources, at_venue, planted
from tests.secrets.forcing import Round, as_a_user
from tests.secrets.servers import Telltale, telltale


def whole_round(folder: Path, *, every: int = 1) -> Round:
    """Force the errors, each once, and return what came of it."""
    made = Round(folder, every)
    with ExitStack() as stack:
        model, other, source = (stack.enter_context(telltale()) for _ in range(3))
        login = quote(planted.LOGINS["LLM_API_BASE"], safe="")
        stack.enter_context(
            as_a_user(
                folder,
                LLM_MODEL="m",
                LLM_MODEL_ROUTER="m",
                SENTIMENT_MODEL="m",
                LLM_API_BASE=f"http://desk:{login}@127.0.0.1:{model.port}/v1",
            )
        )
        stack.enter_context(made.listening())
        wired = bootstrap.wiring(planted.secrets_toml())
        stack.callback(bootstrap.shut_down)
        at_settings.force(made)
        at_models.force(made, wired, model, other)
        at_rest.force(made, wired)
        at_sources.force(made, wired, source)
        at_sources.force_yahoo(made, source)
        at_venue.force(made)
        at_own.force(made)
        at_own.force_processes(made)
        at_settings.force_disk(made, wired)
        at_settings.rotated(made)
        at_own.look_at_pages(made)
        _look_at_prompts(made, model, own=("LLM_API_KEY", "LLM_API_BASE password"))
        _look_at_prompts(made, other, own=())
    made.look_in_folder(folder / "data")
    made.look_in_folder(folder / "data-beside")
    return made


def _look_at_prompts(made: Round, server: Telltale, *, own: tuple[str, ...]) -> None:
    """Look at what a server was sent; its own key may stand in its Authorization header and nowhere else."""
    for path, headers, body in server.asked:
        shown = {name: value for name, value in headers.items() if not (own and name.lower() == "authorization")}
        made.look("a request", "prompts", f"{path} {shown} {body}")
        found = made.scanner.in_text(str(headers.get("Authorization", ""))) - set(own)
        made.leaks |= {("a request", "an Authorization header", name) for name in found}
