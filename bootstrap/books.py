"""Which account a setting trades on, and the file of a paper account's book in DATA_DIR."""

from hashlib import sha256
from pathlib import Path

from trading.settings import Settings

REPLAY_ACCOUNT = "replay"
LIVE_PAPER = "paper-"
"""How the accounts of paper books at prices of now begin; the source follows."""
FILES = "files-"
"""How the accounts of folders of files begin; a number of the folder follows."""


def files_account(folder: Path) -> str:
    """Return the account of a folder of files: each has one of its own, so that prices never meet in one book."""
    return f"{FILES}{sha256(str(folder.resolve()).encode()).hexdigest()[:8]}"


def book_of(settings: Settings, account_id: str) -> Path:
    """Return the file of a paper account's book."""
    source = account_id.removeprefix(LIVE_PAPER)
    name = account_id if source == account_id else f"live-{source}"
    return settings.data_dir / f"paper-{name}.db"


def books_in(settings: Settings) -> list[str]:
    """Return the accounts that have a paper book in DATA_DIR, in order."""
    names = (path.stem.removeprefix("paper-") for path in settings.data_dir.glob("paper-*.db"))
    return sorted(f"{LIVE_PAPER}{name[5:]}" if name.startswith("live-") else name for name in names)


def files_books(settings: Settings) -> list[str]:
    """Return the accounts of all folders of files that have a book in DATA_DIR, in order."""
    return [account for account in books_in(settings) if account.startswith(FILES)]
