"""What the settings allow to be read of the web; nothing is asked of it yet."""

from trading.ports import Clock
from trading.settings import Settings
from trading.web.desk import WebDesk


def web_desk(settings: Settings, wall_clock: Clock) -> WebDesk:
    """Return the desk for the web, without its parts where WEB_ACCESS says no."""
    if not settings.may_read_web:
        return WebDesk()
    from trading.web.fetcher import NAME, Fetcher
    from trading.web.filings import Edgar
    from trading.web.search import Search

    contact = settings.web_contact
    edgar = None if contact is None else Edgar(Fetcher(wall_clock, user_agent=f"{NAME} {contact}"))
    return WebDesk(fetcher=Fetcher(wall_clock), search=Search(), edgar=edgar)
