"""Where this installation keeps its data, and the secret that belongs to it."""

import os
import secrets
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[3]


def checkout() -> Path | None:
    """The source checkout this code runs from, or None when it was installed as a wheel."""
    return _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "packs").is_dir() else None


def data_folder(named: str | None) -> Path:
    """The data folder, made if absent and readable by its owner only."""
    root = checkout()
    if named:
        home = Path(named).expanduser().resolve()
    else:
        home = root / "var" if root else Path.home() / ".chengzhang"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def secret_key(home: Path) -> str:
    """The key that signs sessions: made once, kept in the data folder (0600). Two processes starting at once agree."""
    path = home / "secret-key"
    if not path.exists():
        draft = home / f"secret-key.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # unlike a rename, a link never replaces the key another process has just made
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
