"""`chengzhang COMMAND ...`: finds the module of a command and runs it; only that one is imported, to start fast.

Exit status: 0 done or allowed, 1 refused or faults found, 2 the command line itself was wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

# command: (module of this package with `add(commands)`, what it does)
COMMANDS = {
    "pack": ("pack", "check, test and read rulebooks"),
    "decide": ("decide", "ask whether an act may be done, and why"),
    "options": ("options", "show the situation on a day and every action of the moment"),
    "replay": ("replay", "get the same answer from a stored receipt"),
    "clock": ("clock", "count a period from a day, and explain it"),
    "serve": ("serve", "serve pages and the interface for programs"),
    "migrate": ("migrate", "bring the database to the shape this version needs"),
    "enrol": ("enrol", "enter organisations, persons and posts from a file"),
    "install-pack": ("install_pack", "put a pack release into force for an authority"),
    "change-of-law": ("change_of_law", "show what a release would do to every running project"),
    "rule": ("rule", "rule on an open question, or see which projects a ruling would touch"),
    "token": ("token", "issue a key for a program"),
    "tick": ("tick", "do the morning's work: what fell due today"),
    "act": ("act", "do an act as an account, through the same door"),
    "part": ("part", "say one's part in a joint act, as an account"),
    "send": ("send", "deliver waiting messages by mail"),
    "demo": ("demo", "fill an empty database with a demonstration city"),
    "verify": ("verify", "check the whole ledger"),
    "backup": ("backup", "save database and documents into one file"),
    "restore": ("backup", "put a backup back"),
}


def main(argv: Sequence[str] | None = None) -> int:
    args = list(sys.argv[1:] if argv is None else argv)
    name = args[0] if args else ""
    if name in ("-V", "--version"):
        print(f"chengzhang {_version()}")
        return 0
    if name not in COMMANDS:
        return _overview(name)
    parser = argparse.ArgumentParser(prog="chengzhang")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    import_module(f"chengzhang.cli.{COMMANDS[name][0]}").add(commands)
    return _run(parser.parse_args(args))


def _version() -> str:
    try:
        return version("chengzhang")
    except PackageNotFoundError:
        return "(a checkout)"


def _run(args: argparse.Namespace) -> int:
    from chengzhang.engine.clock.load import CalendarError
    from chengzhang.engine.pack.errors import PackErrors

    try:
        status: int = args.run(args)
        sys.stdout.flush()
    except (PackErrors, CalendarError) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    except BrokenPipeError:  # `chengzhang ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return status


def _overview(name: str) -> int:
    """All commands; an unknown one is named, with the nearest."""
    asked = name in ("", "-h", "--help", "help")
    out = sys.stdout if asked else sys.stderr
    if not asked:
        from difflib import get_close_matches

        near = get_close_matches(name, COMMANDS, n=1)
        print(f"chengzhang: there is no command “{name}”{f'; did you mean {near[0]}?' if near else ''}\n", file=out)
    width = max(map(len, COMMANDS))
    print("usage: chengzhang COMMAND ...\n", file=out)
    for command, (_, says) in COMMANDS.items():
        print(f"  {command:<{width}}  {says}", file=out)
    print("\nchengzhang COMMAND --help says more.", file=out)
    return 0 if asked and name else 2


if __name__ == "__main__":
    sys.exit(main())
