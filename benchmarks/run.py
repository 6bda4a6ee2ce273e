"""`./dev bench`: W1 and W2 of the common workload, ours beside the peers in the same rounds; writes docs/benchmarks.md.

`--rounds N` (3), `--projects N` (40), `--quick` (one round, SQLite only, nothing written). In a round every contender
runs once, in a process of its own. Quote the ratios: neighbours in time share whatever else the machine was doing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import util
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "var" / "bench"
PEERS = ("limit", "floor", "fsm2", "viewflow-fsm")
ZH = {
    "limit": "bare SQL and one compiled function a step",
    "floor": "the same through Django's cursor",
    "fsm2": "django-fsm-2, by hand around it",
    "viewflow-fsm": "viewflow FSM, by hand around it",
    "ours": "**Chengzhang: decision, receipt, ledger on**",
}
Figures = dict[tuple[str, ...], list[float]]


def install_peers() -> None:
    """The peers go into a folder of the benchmark's own, beside the product's environment."""
    wanted = (HERE / "requirements.txt").read_text()
    mark = WORK / "peers" / "installed"
    if mark.exists() and mark.read_text() == wanted:
        return
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--upgrade", "--target", str(mark.parent)]
    subprocess.run([*command, "-r", str(HERE / "requirements.txt")], check=True)
    mark.write_text(wanted)


def run(script: str, *words: str, database: str) -> Iterator[dict[str, Any]]:
    """The figures that one process printed."""
    environment = os.environ | {
        "CHENGZHANG_DATABASE": database,
        "CHENGZHANG_HOME": str(WORK),
        "PYTHONPATH": str(WORK / "peers"),
    }
    done = subprocess.run(
        [sys.executable, str(HERE / script), *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{script} {' '.join(words)}\n{done.stdout}{done.stderr}")
    for line in done.stdout.splitlines():
        if line.startswith("RESULT "):
            yield json.loads(line.removeprefix("RESULT "))


@contextmanager
def server() -> Iterator[str | None]:
    """A throw-away PostgreSQL with its own defaults (every commit reaches the disk), or None where there is none."""
    spec = util.spec_from_file_location("postgresql", ROOT / "tests" / "postgresql.py")
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module._QUICK = "-c listen_addresses= -c max_connections=60 -c shared_buffers=512MB"
    try:
        with module.server() as address:
            yield address
    except SystemExit:
        print("no PostgreSQL found: its figures are left out", file=sys.stderr)
        yield None


def database(base: str | None, kind: str, store: int) -> str:
    """A database a contender's kind and store: ours and the peers' tables do not mix."""
    name = f"bench_{kind}_{store}"
    if base is None:
        return f"sqlite:///{WORK}/{name}.sqlite3"
    import psycopg

    with psycopg.connect(base, autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            admin.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return base.replace("/postgres?", f"/{name}?")


def one_round(base: str | None, figures: Figures, projects: int, seconds: float) -> None:
    db = "SQLite" if base is None else "PostgreSQL"
    for store in (200, 5000):
        for peer in (*PEERS, "ours"):
            ours = peer == "ours"
            where = database(base, "ours" if ours else "peers", store)
            words = ["--store", str(store), "--projects", str(projects)]
            script = "ours.py" if ours else "peers.py"
            for one in run(script, *([] if ours else [peer]), *words, database=where):
                figures["W1", db, f"{store} stored", peer].append(one["value"])
                figures["W1 cpu", db, f"{store} stored", peer].append(1e6 / one["cpu"])
                print(f"W1 {db} {store} {peer}: {one['value']:,.0f} steps/s")
    for peer in (*PEERS, "ours"):
        ours = peer == "ours"
        where = database(base, "ours" if ours else "peers", 5000)
        script = "ours.py" if ours else "peers.py"
        for one in run(script, *([] if ours else [peer]), "--w2", str(seconds), database=where):
            figures["W2", db, one["part"], peer].append(one["value"])
            print(f"W2 {db} {one['part']} {peer}: {one['value']:,.0f} evaluations/s")


def ratio(figures: Figures, key: tuple[str, ...], other: str) -> float:
    """Median over the rounds of this contender's figure to the other's of the same round."""
    pairs = zip(figures[key], figures[(*key[:3], other)], strict=True)
    return median([mine / theirs for mine, theirs in pairs])


def report(figures: Figures, rounds: int) -> str:
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key in figures:
        if key[0] != "W1 cpu":
            groups[key[:3]].append(key[3])
    lines = [
        "# Benchmarks",
        "",
        f"Written by `./dev bench` on {datetime.now(UTC).date().isoformat()}: {rounds} rounds, {os.cpu_count()} cores,"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}. Quote ratios, not figures.",
        "",
        "W1: one step of a project's life through the door, one transaction: read, all its checks, state, record.",
        "Ours also makes a full decision with its trace and receipt and a chained entry; this pack opens no duty.",
        "W2: which acts leave the state, may this actor, every check that blocks. Each one's answers were checked",
        "before it was timed: all projects end in `evaluated` with 14 records; the blocked citations are the expected.",
        "",
    ]
    for group, contenders in groups.items():
        unit = "steps/s" if group[0] == "W1" else "evaluations/s"
        lines += [
            f"## {group[0]}, {group[1]}, {group[2]}",
            "",
            f"| contender | {unit} | least to most | of the limit | to the best peer | processor time a step |",
            "|---|---:|---:|---:|---:|---:|",
        ]
        best = max(("fsm2", "viewflow-fsm"), key=lambda peer: median(figures[(*group, peer)]))
        for peer in contenders:
            found = figures[(*group, peer)]
            limit = ratio(figures, (*group, peer), "limit")
            to_best = ratio(figures, (*group, peer), best)
            lines.append(
                f"| {ZH[peer]} | {median(found):,.0f} | {min(found):,.0f} to {max(found):,.0f} |"
                f" 1/{1 / limit:.1f} | {to_best:.2f}x | {_cpu(figures, group, peer)} |"
            )
        lines.append("")
    return "\n".join(lines) + goals(figures)


def _cpu(figures: Figures, group: tuple[str, ...], peer: str) -> str:
    """Microseconds of this process's own work a step: what other work on the machine disturbs least."""
    found = figures.get(("W1 cpu", *group[1:], peer))
    return f"{1e6 / median(found):,.0f} µs" if group[0] == "W1" and found else ""


def goals(figures: Figures) -> str:
    """The goals that were set, and what was reached."""
    lines = ["## Goals", "", "| goal | reached |", "|---|---|"]

    def row(goal: str, reached: str) -> None:
        lines.append(f"| {goal} | {reached} |")

    for db, share in (("SQLite", 3.5), ("PostgreSQL", 2.2)):
        key = ("W1", db, "200 stored", "ours")
        if key not in figures:
            continue
        peers = [ratio(figures, key, peer) for peer in ("fsm2", "viewflow-fsm")]
        work = [ratio(figures, ("W1 cpu", *key[1:]), peer) for peer in ("fsm2", "viewflow-fsm")]
        told = f"{min(peers):.2f}x the best ({min(work):.2f}x by processor time of the process)"
        row(f"W1 {db}: ahead of every peer", told)
        row(f"W1 {db}: within 1/{share} of the limit", f"1/{1 / ratio(figures, key, 'limit'):.1f}")
        more = median(figures["W1", db, "5000 stored", "ours"]) / median(figures[key])
        row(f"W1 {db}: the same at 5,000 stored, within 5%", f"{(more - 1) * 100:+.0f}%")
    key = ("W2", "SQLite", "evaluate only", "ours")
    row("W2 evaluate only: half of the limit", f"1/{1 / ratio(figures, key, 'limit'):.1f}")
    key = ("W2", "SQLite", "load+evaluate", "ours")
    best = min(ratio(figures, key, peer) for peer in ("fsm2", "viewflow-fsm"))
    row("W2 load and evaluate, SQLite: 5x the best peer", f"{best:.1f}x")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--projects", type=int, default=40)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped too
    WORK.mkdir(parents=True, exist_ok=True)
    install_peers()
    figures: Figures = defaultdict(list)
    rounds = 1 if asked.quick else asked.rounds
    for _ in range(rounds):
        one_round(None, figures, asked.projects, 1.0)
    if not asked.quick:
        with server() as address:
            for _ in range(rounds if address else 0):
                one_round(address, figures, asked.projects, 1.0)
    text = report(figures, rounds)
    print(text)
    if not asked.quick:
        (ROOT / "docs" / "benchmarks.md").write_text(text)


if __name__ == "__main__":
    main()
