"""The planted secrets: each in the shape that its issuer gives it, at the place where a user would write it."""

import base64
import random
import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr

from trading.settings import Settings

_dice = random.Random(20261123)
_LETTERS, _CAPITALS = string.ascii_letters + string.digits, string.ascii_uppercase + string.digits


def _of(signs: str, length: int) -> str:
    return "".join(_dice.choice(signs) for _ in range(length))


SETTINGS: Mapping[str, str] = {
    "apca_api_key_id": "PK7" + _of(_CAPITALS, 17),
    "apca_api_secret_key": _of(_LETTERS, 36) + "/+7x",
    "llm_api_key": "sk-proj-" + _of(_LETTERS, 40) + "T3BlbkFJ" + _of(_LETTERS, 20),
    "sta_api_key": "desk_" + _of("0123456789abcdef", 12) + "_" + _of(_LETTERS + "-_", 43),
    "desk_password": 'Zw7&Gelbe "Tür" <9>\\',
}
"""What Settings itself marks as secret; `unplanted` tells when a field has come that is not here."""
LOGINS: Mapping[str, str] = {
    "DATABASE_URL": "pg/P@ss:wörd%41x9",
    "REDIS_URL": "r3dis!Passw0rd&more",
    "HTTPS_PROXY": "pr0xy+Passw0rd=11",
    "LLM_API_BASE": "b4se-Login~Passw0rd",
    "NEWS_FEEDS": "f33d-Login_Passw0rd",
}
"""Passwords inside of addresses; the first has every sign that an address must not hold plainly."""
QUERIES: Mapping[str, str] = {
    "token": "feedtok_" + _of(_LETTERS, 24),
    "apikey": _of("0123456789abcdef", 32) + "ZZ",
}
"""Keys in the query of a feed's address."""
ELSEWHERE: Mapping[str, str] = {
    "OPENAI_API_KEY": "sk-" + _of(_LETTERS, 48),
    "ANTHROPIC_API_KEY": "sk-ant-api03-" + _of(_LETTERS + "-_", 80) + "AA7",
    "DEEPSEEK_API_KEY": "sk-" + _of("0123456789abcdef", 32),
    "GEMINI_API_KEY": "AIza" + _of(_LETTERS, 35),
    "GROQ_API_KEY": "gsk_" + _of(_LETTERS, 52),
    "XAI_API_KEY": "xai-" + _of(_LETTERS, 80),
    "HF_TOKEN": "hf_" + _of(_LETTERS, 34),
    "AWS_SECRET_ACCESS_KEY": _of(_LETTERS, 39) + "/",
    "STREAMLIT_SERVER_COOKIE_SECRET": _of("0123456789abcdef", 63) + "Q",
    "SLACK_WEBHOOK_URL": "https://hooks.example.com/services/T0" + _of(_CAPITALS, 30),
}
"""What the environment holds for libraries: litellm takes its keys there by itself."""
IN_DOTENV = {
    "MISTRAL_API_KEY": _of(_LETTERS, 32) + "9a",
    "LANGFUSE_SECRET_KEY": "sk-lf-" + _of("0123456789abcdef-", 36),
}
"""In `.env` beside the settings; litellm loads that file into the environment."""
IN_SECRETS_TOML = {
    "connections": {"sql": {"password": "t0ml/Passw0rd#" + _of(_LETTERS, 8)}},
    "COHERE_API_KEY": _of(_LETTERS, 40),
}
"""In `.streamlit/secrets.toml`, one of them in a table of its own."""
PASTED = {
    "an OpenAI key": "sk-proj-" + _of(_LETTERS, 50) + "8Q",
    "an Alpaca key id": "AK3" + _of(_CAPITALS, 17),
    "a GitHub token": "ghp_" + _of(_LETTERS, 34) + "7A",
    "a REST key of the desk": "desk_" + _of("0123456789abcdef", 12) + "_" + _of(_LETTERS + "-_", 43),
}
"""What no setting knows: a person pastes them into the chat or into a form, and their shape alone betrays them."""


def known() -> dict[str, str]:
    """Return every secret that a setting, a file or the environment holds, by where it stands."""
    toml = {"secrets.toml password": IN_SECRETS_TOML["connections"]["sql"]["password"]}  # type: ignore[index]
    toml["secrets.toml COHERE_API_KEY"] = str(IN_SECRETS_TOML["COHERE_API_KEY"])
    queries = {f"NEWS_FEEDS ?{name}": value for name, value in QUERIES.items()}
    logins = {f"{name} password": value for name, value in LOGINS.items()}
    settings = {name.upper(): value for name, value in SETTINGS.items()}
    return settings | logins | queries | dict(ELSEWHERE) | IN_DOTENV | toml


def everything() -> dict[str, str]:
    """Return every planted secret, the pasted ones too."""
    return known() | PASTED


def unplanted() -> set[str]:
    """Return the settings that are marked secret and have no planted value."""
    fields = Settings.model_fields
    secret = {name for name, field in fields.items() if SecretStr in (field.annotation, *get_args(field.annotation))}
    return secret - set(SETTINGS)


def echo() -> str:
    """Return what the worst server says: everything, plainly and as headers, addresses, JSON and HTML write it."""
    import html
    import json
    from urllib.parse import quote, quote_plus

    lines = []
    for value in everything().values():
        basic = base64.b64encode(f"user:{value}".encode()).decode()
        lines += [value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1], html.escape(value)]
        lines += [f"Authorization: Basic {basic}", f"Authorization: Bearer {value}", repr(value.encode())]
    return " | ".join(lines)


def environment() -> dict[str, str]:
    """Return the variables as a user has them."""
    from urllib.parse import quote

    return {
        **{name.upper(): value for name, value in SETTINGS.items()},
        **ELSEWHERE,
        "HTTPS_PROXY": f"http://desk:{quote(LOGINS['HTTPS_PROXY'], safe='')}@127.0.0.1:9",
        "NO_PROXY": "127.0.0.1,localhost",
        "MARKET_DATA": "replay",
        "NEWS_FEEDS": f"http://127.0.0.1/rss.xml?token={QUERIES['token']}&apikey={QUERIES['apikey']}",
        "OTHER_DATABASE_URL": f"postgresql://desk:{quote(LOGINS['DATABASE_URL'], safe='')}@127.0.0.1:9/desk",
        "READER_URL": f"https://reader:{LOGINS['NEWS_FEEDS']}@feeds.example.com/",
    }


def write_dotenv(folder: Path) -> Path:
    """Write the `.env` file of a user and return it."""
    from urllib.parse import quote

    file = folder / ".env"
    lines = [f"{name}={value}" for name, value in IN_DOTENV.items()]
    lines.append(f"REDIS_URL_OF_ANOTHER_PROGRAM=redis://:{quote(LOGINS['REDIS_URL'], safe='')}@127.0.0.1:9/0")
    file.write_text("\n".join(lines) + "\n")
    return file


def secrets_toml() -> dict[str, Any]:
    """Return what a host's file of secrets holds."""
    return dict(IN_SECRETS_TOML)
