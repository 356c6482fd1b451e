"""Playback at the command line: where the record comes from, and what is built only when it was asked for."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from agent.playback.command import Asked, limits_from, playback
from agent.playback.kept import Kept, kept_run
from trading.errors import NotFound
from trading.settings import Settings
from trading.store.database import Database
from trading.store.migrate import HEAD, version
from trading.store.recordings import recording_from_text

if TYPE_CHECKING:
    from trading.services import Services


def play_at_terminal(asked: Namespace, services: "Callable[[Settings], Services]") -> tuple[bool, list[str]]:
    """Play the run or the file that was named; return whether it went as asked, and the lines to show.

    `services` is called, and so a desk built, for lookups alone, where --live-lookups stands.
    """
    settings = Settings.load()
    wanted = Asked(
        model=asked.model,
        prompt_folder=None if asked.prompt_folder is None else Path(asked.prompt_folder),
        limits=limits_from(asked.limit),
        services=(lambda: services(settings)) if asked.live_lookups else None,
    )
    with _kept(asked.run, settings) as kept:
        return playback(kept, settings, wanted)


@contextmanager
def _kept(named: str, settings: Settings) -> Iterator[Kept]:
    """Give what is kept of a run, with its store open for the calls of a model that is asked anew."""
    if Path(named).is_file():
        yield Kept(recording=recording_from_text(Path(named).read_text(encoding="utf-8")))
        return
    if not settings.database_url and not (settings.data_dir / "desk.db").exists():
        raise NotFound(f"there is no database in DATA_DIR {settings.data_dir}; set DATA_DIR, or name a saved record")
    database = Database(settings.database_url) if settings.database_url else Database.in_folder(settings.data_dir)
    try:
        if version(database) != HEAD:
            raise NotFound("the database is of another release; `python -m trading migrate` brings it to this one")
        yield kept_run(database, settings, named)
    finally:
        database.close()
