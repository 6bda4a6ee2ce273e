"""`chengzhang serve`: bring the database up to date, then serve pages and the interface for programs."""

from __future__ import annotations

import argparse
import os
import sys

from .server import on_the_server


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("serve", help="serve pages and the interface for programs")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes; each has --threads threads")
    parser.add_argument("--threads", type=int, default=4)
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()
    print(f"成章  http://{args.host}:{args.port}/   数据在 {settings.HOME}   (Ctrl-C stops)", flush=True)
    server = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--log-level", "warning"]
    sizes = ["--workers", str(args.workers), "--threads", str(args.threads), "--bind", f"{args.host}:{args.port}"]
    os.execv(sys.executable, [*server, *sizes, "chengzhang.config.wsgi:application"])  # signals reach the server itself
