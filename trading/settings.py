"""Every setting, a sentence each; nothing else in the product reads the environment."""

import os
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from trading.errors import BadSettings
from trading.redaction import clean, learn
from trading.redaction.values import keys_in_queries, logins_in, secret_values

NEEDED_TO_STOP = frozenset(
    {"data_dir", "database_url", "apca_api_key_id", "apca_api_secret_key", "apca_api_base_url", "alpaca_live"}
)
"""What says where the account and its log are: nothing can be stopped where one of these is wrong."""
NEWS_SOURCES = ("chronicle", "alpaca", "yahoo", "duckduckgo", "stocktwits", "reddit")
FEED_PORTS = (None, 80, 443)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """The settings of one process: from the environment, then `.env`, then the secrets handed to `load`."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address the app listens on; loopback unless you say otherwise.")
    port: int = Field(8501, ge=1, le=65535, description="Port the app listens on.")
    data_dir: Path = Field(Path("data"), description="Folder for the database, the paper book and the audit head.")
    database_url: str | None = Field(None, description="PostgreSQL address; empty keeps SQLite in DATA_DIR.")
    redis_url: str | None = Field(None, description="Redis address for worker processes; empty uses threads.")
    apca_api_key_id: SecretStr | None = Field(None, description="Alpaca key id; empty uses the paper broker.")
    apca_api_secret_key: SecretStr | None = Field(None, description="Alpaca secret key, with the key id.")
    alpaca_live: bool = Field(False, description="True trades real money at Alpaca; needs DESK_PASSWORD.")
    apca_api_base_url: str | None = Field(None, description="Address of Alpaca's trading API; empty is Alpaca's own.")
    apca_api_data_url: str | None = Field(None, description="Address of Alpaca's data API; empty is Alpaca's own.")
    apca_api_stream_url: str | None = Field(
        None, description="Whole address of Alpaca's trade updates with its path; empty is Alpaca's own."
    )
    apca_data_feed: Literal["iex", "sip", "delayed_sip"] = Field(
        "iex", description="Alpaca's feed of prices; sip (every exchange) needs a plan that includes it."
    )
    apca_data_stream_url: str | None = Field(
        None, description="Whole address of Alpaca's live prices with its path; empty is Alpaca's own."
    )
    market_data: Literal["replay", "yahoo", "alpaca", "files"] | None = Field(
        None, description="Where prices come from; empty is alpaca with keys, else replay."
    )
    yahoo_base_url: str | None = Field(None, description="Address in place of Yahoo's hosts; empty is Yahoo's own.")
    bars_folder: Path | None = Field(None, description="Folder of your own CSV or Parquet bars, for MARKET_DATA=files.")
    bars_timezone: str = Field(
        "America/New_York", description="Zone of times in your own files that name none themselves."
    )
    bars_max_mb: int = Field(2000, ge=10, description="Most MB of stored bars; the least used go first.")
    strategies_folder: Path | None = Field(
        None, description="Folder of your own strategies, a Python file each; they run in a process with limits."
    )
    news_sources: str | None = Field(
        None,
        description="Where headlines come from, with commas: chronicle, alpaca, yahoo, duckduckgo, stocktwits, reddit, "
        "or none; empty chooses by the market.",
    )
    news_feeds: str | None = Field(None, description="Addresses of RSS or Atom feeds, with commas.")
    llm_model: str | None = Field(None, description="A litellm model name; empty uses the offline planner.")
    llm_api_base: str | None = Field(None, description="Address of an OpenAI-compatible server or Ollama.")
    llm_api_key: SecretStr | None = Field(None, description="Key for the model's provider.")
    sentiment_model: str | None = Field(
        None, description="A litellm model name that judges headlines; empty uses the desk's own scorer, offline."
    )
    llm_model_manager: str | None = Field(None, description="The model of the manager; empty is LLM_MODEL.")
    llm_model_analyst: str | None = Field(None, description="The model of the analyst; empty is LLM_MODEL.")
    llm_model_researcher: str | None = Field(None, description="The model of the researcher; empty is LLM_MODEL.")
    llm_model_strategist: str | None = Field(None, description="The model of the strategist; empty is LLM_MODEL.")
    llm_model_risk: str | None = Field(None, description="The model of the risk officer; empty is LLM_MODEL.")
    llm_model_trader: str | None = Field(None, description="The model of the trader; empty is LLM_MODEL.")
    llm_model_router: str | None = Field(
        None, description="A cheap model asked once what words mean that code cannot read; empty asks none."
    )
    llm_timeout_s: float = Field(30, gt=0, description="Seconds to wait for one answer of the model.")
    run_timeout_s: float = Field(120, gt=0, description="Seconds that one agent run may take in all.")
    run_max_steps: int = Field(12, ge=1, description="Most tool calls that one agent run may make.")
    record_runs: int = Field(
        500, ge=0, le=100_000, description="How many of the newest agent runs keep their record for playback; 0 none."
    )
    record_max_mb: int = Field(200, ge=1, description="Most MB of records of agent runs; the oldest go first.")
    run_max_tokens: int = Field(120_000, ge=1, description="Most tokens of models, in and out, in one agent run.")
    run_max_cost_usd: Decimal = Field(
        Decimal("0.50"), ge=0, description="Most USD of models in one agent run, where their prices are known."
    )
    day_max_tokens: int = Field(2_000_000, ge=1, description="Most tokens of models in one day (UTC), all runs.")
    day_max_cost_usd: Decimal = Field(
        Decimal(5), ge=0, description="Most USD of models in one day (UTC), all runs, where their prices are known."
    )
    llm_usd_per_million_in: Decimal | None = Field(
        None, ge=0, description="USD for a million tokens into a model whose price litellm does not know."
    )
    llm_usd_per_million_out: Decimal | None = Field(
        None, ge=0, description="USD for a million tokens out of a model whose price litellm does not know."
    )
    sta_api_key: SecretStr | None = Field(
        None, description="Key of the REST API under which `python -m trading mcp` works; empty lets it look only."
    )
    mcp_web: bool = Field(
        False, description="True offers search, pages and filings over MCP too, where the web is on; needs a key."
    )
    agents_folder: Path | None = Field(
        None, description="Folder of your own tools and agents, a file each with its permissions in its header."
    )
    agents_may_propose: str = Field(
        "", description="Names of your own agents that may propose what your words ask for, parted by commas."
    )
    web_access: bool | None = Field(
        None, description="True lets agents read the web; empty is yes, but no where prices are recorded ones."
    )
    web_contact: str | None = Field(
        None, max_length=120, description="Your name and e-mail for the SEC, which wants both; empty lists no filings."
    )
    replay_at: date = Field(date(2012, 6, 1), description="Replay's first day, used for a new DATA_DIR only.")
    paper_cash: Decimal = Field(
        Decimal(100_000), ge=1, le=10**12, decimal_places=2, description="Cash of a new paper book, in USD."
    )
    desk_password: SecretStr | None = Field(
        None, description="Password of the pages; needed beyond loopback with keys."
    )
    read_only: bool = Field(False, description="True lets nobody propose or send an order.")
    requests_per_minute: int = Field(600, ge=1, description="Most API calls a minute for one key.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least severe log line shown.")

    @classmethod
    def load(cls, *, secrets: Mapping[str, Any] | None = None, **overrides: Any) -> "Settings":
        """Return the settings. `secrets` has the lowest rank, `overrides` the highest (tests, command line).

        Raises BadSettings with one sentence a wrong value; a secret's value is never in it.
        """
        cls.learn_secrets({**(secrets or {}), **overrides})
        known = {k.lower(): v for k, v in (secrets or {}).items() if k.lower() in cls.model_fields}
        try:
            configured = cls(**overrides).model_fields_set
            settings = cls(**{k: v for k, v in known.items() if k not in configured}, **overrides)
        except ValidationError as fault:
            raise BadSettings("; ".join(_sentence(error) for error in fault.errors())) from None
        learn(settings.secrets())
        settings.check()
        return settings

    @classmethod
    def learn_secrets(cls, given: Mapping[str, Any] | None = None) -> None:
        """Learn what is secret before anything is judged: a wrong setting may be quoted, a library reads its own."""
        file = cls.model_config.get("env_file")
        kept = {} if file is None else {name: value for name, value in dotenv_values(str(file)).items() if value}
        raw = {**kept, **os.environ, **(given or {})}
        learn(secret_values(raw))
        learn(keys_in_queries(_addresses({name: raw[name] for name in raw if name.lower() in cls.model_fields})))

    @classmethod
    def load_to_stop(cls, **overrides: Any) -> "tuple[Settings, frozenset[str]]":
        """Return the settings as far as a stop needs them, and the names of those that were wrong and are left out.

        A stop opens no address and reads no price, so nothing that only these need can keep anybody from it. Raises
        BadSettings for what says where the account and its log are.
        """
        cls.learn_secrets(overrides)
        try:
            settings, wrong = cls(**overrides), frozenset[str]()
        except ValidationError as fault:
            wrong = frozenset(str(error["loc"][0]) for error in fault.errors() if error["loc"])
            needed = [error for error in fault.errors() if not error["loc"] or error["loc"][0] in NEEDED_TO_STOP]
            if needed:
                raise BadSettings("; ".join(_sentence(error) for error in needed)) from None
            settings = cls(**(overrides | {name: cls.model_fields[name].default for name in wrong}))
        settings.check_keys_and_store()
        return settings, wrong

    def __repr__(self) -> str:
        """Return the settings for a log: an address that holds a login or a key shows neither."""
        return str(clean(super().__repr__()))

    __str__ = __repr__

    @property
    def has_venue_keys(self) -> bool:
        """Say whether both Alpaca keys are set."""
        return self.apca_api_key_id is not None and self.apca_api_secret_key is not None

    def venue_keys(self) -> tuple[str, str]:
        """Return Alpaca's key id and secret in plain text, for the adapters alone. Raises BadSettings."""
        if self.apca_api_key_id is None or self.apca_api_secret_key is None:
            raise BadSettings("Alpaca needs APCA_API_KEY_ID and APCA_API_SECRET_KEY; set both, or MARKET_DATA=replay")
        return self.apca_api_key_id.get_secret_value(), self.apca_api_secret_key.get_secret_value()

    def secrets(self) -> dict[str, str]:
        """Return the values that may stand nowhere but in the settings, by the names of their variables."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        found = {name.upper(): one.get_secret_value() for name, one in named.items() if isinstance(one, SecretStr)}
        given = {name: value for name, value in named.items() if isinstance(value, str)}
        return found | logins_in(given) | keys_in_queries(_addresses(given))

    @property
    def data_source(self) -> str:
        """Return where prices come from after the default has been applied."""
        return self.market_data or ("alpaca" if self.has_venue_keys else "replay")

    @property
    def is_recorded(self) -> bool:
        """Say whether prices are recorded ones under a replay clock: the broker is paper then, keys or not."""
        return self.data_source in ("replay", "files")

    @property
    def news_from(self) -> tuple[str, ...]:
        """Return the sources of headlines after the default has been applied: what fits the market and its keys."""
        if self.news_sources is not None:
            named = [name.strip().lower() for name in self.news_sources.split(",") if name.strip()]
            return () if named == ["none"] else tuple(dict.fromkeys(named))
        if self.is_recorded:
            return ("chronicle",)
        found = ["alpaca"] if self.has_venue_keys else []
        return (*found, "yahoo") if self.data_source == "yahoo" else tuple(found)

    @property
    def feeds(self) -> tuple[str, ...]:
        """Return the addresses of the feeds, each once."""
        return tuple(dict.fromkeys((self.news_feeds or "").replace(",", " ").split()))

    @property
    def may_read_web(self) -> bool:
        """Say whether agents may read the web: where prices are recorded ones it would know what came after them."""
        return not self.is_recorded if self.web_access is None else self.web_access

    def is_default(self, name: str) -> bool:
        """Say whether a setting has the value that it has when nobody chooses one."""
        return bool(getattr(self, name) == type(self).model_fields[name].default)

    def bars_files(self) -> Path:
        """Return the folder of the user's own bars. Raises BadSettings."""
        if self.bars_folder is None:
            raise BadSettings("MARKET_DATA=files needs BARS_FOLDER; name a folder with a file such as AAPL.csv")
        if not self.bars_folder.is_dir():
            raise BadSettings(f"BARS_FOLDER {self.bars_folder} is no folder; name one with a file such as AAPL.csv")
        return self.bars_folder

    def model_of(self, role: str) -> str | None:
        """Return the name of the model by which a role thinks, None for the offline planner."""
        own: str | None = getattr(self, f"llm_model_{role}", None)
        return own or self.llm_model

    @property
    def is_loopback(self) -> bool:
        """Say whether only this machine can reach the app."""
        return self.host in LOOPBACK

    def check(self) -> None:
        """Raise BadSettings where settings contradict each other or ask for what this release does not have."""
        self.check_keys_and_store()
        venue = self.has_venue_keys and not self.is_recorded
        if not self.is_loopback and venue and self.desk_password is None:
            raise BadSettings(
                f"HOST {self.host} is reachable from other machines and Alpaca keys are set; "
                "set DESK_PASSWORD, or HOST=127.0.0.1, or MARKET_DATA=replay"
            )
        if self.alpaca_live and self.desk_password is None:
            raise BadSettings("ALPACA_LIVE=true needs DESK_PASSWORD; set one, or unset ALPACA_LIVE")
        if self.alpaca_live and self.data_source == "yahoo":
            raise BadSettings(
                "ALPACA_LIVE=true needs prices with a time of their own for bid and ask, and Yahoo tells none; "
                "set MARKET_DATA=alpaca, or unset ALPACA_LIVE"
            )
        if self.data_source == "alpaca":
            self.venue_keys()
        if self.data_source == "files":
            self._check_files()
        self._check_news()
        if self.web_contact is not None and not (self.web_contact.isascii() and self.web_contact.isprintable()):
            raise BadSettings("WEB_CONTACT must be plain letters, such as desk you@example.com; it is sent as it is")
        if self.strategies_folder is not None and not self.strategies_folder.is_dir():
            raise BadSettings(f"STRATEGIES_FOLDER {self.strategies_folder} is no folder; make it, or unset it")
        if self.agents_folder is not None and not self.agents_folder.is_dir():
            raise BadSettings(f"AGENTS_FOLDER {self.agents_folder} is no folder; make it, or unset it")
        roles = ("manager", "analyst", "researcher", "strategist", "risk", "trader")
        alone = next((role for role in roles if getattr(self, f"llm_model_{role}")), None)
        if alone is not None and self.llm_model is None:
            raise BadSettings(f"LLM_MODEL_{alone.upper()} needs LLM_MODEL for the rest of the team; set it")
        if (self.llm_usd_per_million_in is None) != (self.llm_usd_per_million_out is None):
            raise BadSettings(
                "only one of LLM_USD_PER_MILLION_IN and LLM_USD_PER_MILLION_OUT is set; set both (0 where it is free) "
                "or none"
            )
        if self.redis_url is not None:
            raise BadSettings("worker processes over REDIS_URL are not in this release; unset REDIS_URL")

    def check_keys_and_store(self) -> None:
        """Raise BadSettings where the account or its store cannot be known: what a stop needs too."""
        if (self.apca_api_key_id is None) != (self.apca_api_secret_key is None):
            raise BadSettings("only one of APCA_API_KEY_ID and APCA_API_SECRET_KEY is set; set both or none")
        if self.database_url is not None and not self.database_url.startswith("postgresql+psycopg://"):
            raise BadSettings("DATABASE_URL must begin with postgresql+psycopg://; unset it to keep SQLite in DATA_DIR")

    def _check_news(self) -> None:
        unknown = [name for name in self.news_from if name not in NEWS_SOURCES]
        if unknown:
            raise BadSettings(
                f"NEWS_SOURCES names {unknown[0][:40]!r}, which is no source; choose from {', '.join(NEWS_SOURCES)}"
            )
        if "alpaca" in self.news_from and not self.has_venue_keys:
            raise BadSettings("NEWS_SOURCES names alpaca, which needs its keys; set both, or leave it out")
        for n, address in enumerate(self.feeds, 1):
            if (wrong := _wrong_with(address)) is not None:  # never quoted: it may hold a password or a key
                raise BadSettings(f"the address number {n} of NEWS_FEEDS {wrong}")

    def _check_files(self) -> None:
        self.bars_files()
        if self.bars_timezone not in available_timezones():
            raise BadSettings(
                f"BARS_TIMEZONE {self.bars_timezone[:40]!r} is no time zone; write one such as America/New_York or UTC"
            )


def _wrong_with(address: str) -> str | None:
    """Return what keeps an address from being a feed's, without a word of it; None for nothing."""
    none = "is text which is no web address; begin it with https://"
    if not address.lower().startswith(("https://", "http://")):
        return none
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return none
    if "@" in parts.netloc:
        return "carries a name or password, which a feed is not sent; write it without"
    if not host:
        return none
    if any(_looks_like_a_key(label) for label in host.split(".")):
        return (
            "has a key in its host's name, which each sentence about the feed would show; name one with it in the query"
        )
    return None if port in FEED_PORTS else "names a port that is not read; only 80 and 443 are, so leave it out"


def _looks_like_a_key(label: str) -> bool:
    """Say whether a part of a host's name is letters and digits that nobody would choose to be read."""
    plain = label.replace("-", "")
    digits = sum(letter.isdigit() for letter in plain)
    is_hex = set(plain) <= set("0123456789abcdef")
    return len(plain) >= 20 and digits >= 3 and len(plain) > digits and (is_hex or plain == label)


def _addresses(given: Mapping[str, Any]) -> list[str]:
    """Return every address in the settings, each feed by itself."""
    texts = [value for value in given.values() if isinstance(value, str) and "://" in value]
    return [one for text in texts for one in text.replace(",", " ").split()]


def _sentence(error: Any) -> str:
    name = str(error["loc"][0]).upper() if error["loc"] else "a setting"
    return f"{name} is wrong: {error['msg']}; see .env.example for what it takes"
