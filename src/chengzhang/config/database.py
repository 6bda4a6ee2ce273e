"""One address says which database: `sqlite:///folder/file.sqlite3` or `postgresql://user:word@host:port/name`."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_SQLITE = {
    "transaction_mode": "IMMEDIATE",  # a writer queues for the lock instead of failing half way
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


class AddressUnreadable(ValueError):
    """The database address in CHENGZHANG_DATABASE can't be understood; the message says what is expected."""


def database(address: str | None, home: Path) -> dict[str, Any]:
    """Django's description of the database at `address`; without one, a SQLite file in the data folder."""
    if not address:
        return _sqlite(str(home / "chengzhang.sqlite3"))
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressUnreadable(f"CHENGZHANG_DATABASE: {error}") from error
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return _sqlite(unquote(parts.path[1:]))
    if parts.scheme in ("postgresql", "postgres") and len(parts.path) > 1:
        options = dict(parse_qsl(parts.query))
        host = options.pop("host", None) or unquote(parts.hostname or "")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(port or ""),
            "OPTIONS": options,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise AddressUnreadable(
        "CHENGZHANG_DATABASE must be sqlite:///relative/file, sqlite:////absolute/file"
        f" or postgresql://user:password@host:port/name, not {parts.scheme or 'a bare path'}:..."
    )


def _sqlite(name: str) -> dict[str, Any]:
    path = Path(name).expanduser()
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path.resolve()),
        "OPTIONS": dict(_SQLITE),
        "CONN_MAX_AGE": 60,
    }
