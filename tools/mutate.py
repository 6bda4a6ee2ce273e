"""How many slips in real packs are noticed: `python tools/mutate.py` makes seeded mutants and says what kills each.

Killed by `check` (with the coverage of the measure's clauses where tests/packs has them), by the scenarios, or by
`prove`: whatever says more than it says of the sound pack. Survivors are written to docs/proofs.md with --write.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from chengzhang.engine.clock import Calendar, load_calendar  # noqa: E402
from chengzhang.engine.pack.coverage import coverage  # noqa: E402
from chengzhang.engine.pack.errors import PackErrors  # noqa: E402
from chengzhang.engine.pack.load import load_pack  # noqa: E402
from chengzhang.engine.pack.model import Pack  # noqa: E402
from chengzhang.engine.pack.proofs import try_tables  # noqa: E402
from chengzhang.engine.pack.scenarios.read import read_scenarios  # noqa: E402
from chengzhang.engine.pack.scenarios.run import run_case  # noqa: E402
from chengzhang.engine.pack.shelf import calendar_folder, releases, vocabulary_of  # noqa: E402
from chengzhang.engine.proof.claims import Status  # noqa: E402
from chengzhang.engine.proof.prove import claims_of  # noqa: E402
from tools.mutants import Mutant, mutants_of  # noqa: E402

BEGIN, END = "<!-- survivors -->", "<!-- /survivors -->"


@dataclass(frozen=True)
class Sound:
    """What each suite says of the pack as it is; only what is said beyond that kills."""

    folder: Path
    inventory: Path | None
    said: dict[str, frozenset[str]]


def sound(folder: Path) -> Sound:
    pack = load_pack(folder)
    clauses = sorted((ROOT / "tests" / "packs").glob("*-clauses.yaml"))
    inventory = next((path for path in clauses if coverage(pack, path).ok), None)
    return Sound(folder, inventory, {suite: frozenset(says(pack, folder, inventory)) for suite, says in SAYS.items()})


# ---------------------------------------------------------------- what the suites say


def _coverage(pack: Pack, folder: Path, inventory: Path | None) -> Iterator[str]:
    if inventory is not None:
        yield from map(str, coverage(pack, inventory).faults)


def _scenarios(pack: Pack, folder: Path, inventory: Path | None) -> Iterator[str]:
    for case in read_scenarios(folder, pack):
        for fault in run_case(case, pack, calendar_of(pack)).faults:
            yield f"{case.mark} {fault}"


def _prove(pack: Pack, folder: Path, inventory: Path | None) -> Iterator[str]:
    for claim in claims_of(pack, folder, calendar_of(pack)):
        if claim.status in (Status.REFUTED, Status.ASTRAY):
            yield f"{claim.code} {claim.of} {claim.says}"


SAYS: dict[str, Callable[[Pack, Path, Path | None], Iterator[str]]] = {
    "check": lambda pack, folder, inventory: (f"{error.code} {error.what}" for error in try_tables(pack)),
    "coverage": _coverage,
    "scenarios": _scenarios,
    "prove": _prove,
}


def calendar_of(pack: Pack) -> Calendar:
    return _calendar(pack.calendar.days)


@cache
def _calendar(days: str) -> Calendar:
    return load_calendar(calendar_folder(days))


def killer(known: Sound, mutant: Mutant) -> str | None:
    """The first suite that says something new of the mutant; None if it survives."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / known.folder.parent.name / known.folder.name
        shutil.copytree(known.folder, folder)
        mutant.apply(folder)
        try:
            pack = load_pack(folder, vocabulary_of(known.folder))
        except PackErrors:
            return "check"
        for suite, says in SAYS.items():
            try:
                if any(said not in known.said[suite] for said in says(pack, folder, known.inventory)):
                    return suite
            except PackErrors:
                return suite  # a scenario that can't be read any more
    return None


def _one(job: tuple[Sound, Mutant]) -> tuple[Sound, Mutant, str | None]:
    known, mutant = job
    return known, mutant, killer(known, mutant)


# ---------------------------------------------------------------- the run


def run(folders: list[Path], count: int, seed: int, workers: int) -> list[tuple[Sound, Mutant, str | None]]:
    known = [sound(folder) for folder in folders]
    each = -(-count // len(known))
    jobs = [(one, mutant) for one in known for mutant in mutants_of(one.folder, seed, each)]
    if workers == 1:
        return [_told(at, len(jobs), _one(job)) for at, job in enumerate(jobs, 1)]
    with ProcessPoolExecutor(workers) as pool:
        return [_told(at, len(jobs), result) for at, result in enumerate(pool.map(_one, jobs), 1)]


def _told(at: int, of: int, result: tuple[Sound, Mutant, str | None]) -> tuple[Sound, Mutant, str | None]:
    known, mutant, by = result
    print(f"{at}/{of} {by or 'SURVIVES'}  {known.folder.parent.name} {mutant}", file=sys.stderr, flush=True)
    return result


def real_packs() -> list[Path]:
    """Every pack of a real place; the invented one is for the engine's own tests."""
    return [folder for folder in releases() if not folder.parent.name.startswith("test")]


def told(results: list[tuple[Sound, Mutant, str | None]], seed: int) -> str:
    """Markdown: the share killed, by whom, by kind, and every survivor."""
    killed = [r for r in results if r[2] is not None]
    by_suite = Counter((killer or "").split()[0] for _, _, killer in killed)
    lines = [
        f"{len(results)} mutants of {len({r[0].folder for r in results})} packs (seed {seed}): "
        f"{len(killed)} killed, {100 * len(killed) / max(len(results), 1):.1f}%.",
        f"First noticed by: {', '.join(f'{suite} {by_suite[suite]}' for suite in SAYS)}.",
        "",
        "| slip | made | killed |",
        "|---|---|---|",
    ]
    made = Counter(m.kind for _, m, _ in results)
    dead = Counter(m.kind for _, m, _ in killed)
    lines += [f"| {kind} | {made[kind]} | {dead[kind]} |" for kind in sorted(made)]
    alive = [(known, mutant) for known, mutant, killer in results if killer is None]
    lines += ["", "Survivors:", ""] if alive else ["", "No survivors."]
    lines += [f"- {known.folder.parent.name}/{known.folder.name}/{mutant}" for known, mutant in alive]
    return "\n".join(lines)


def write(text: str) -> None:
    path = ROOT / "docs" / "proofs.md"
    page = path.read_text("utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    path.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=250)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pack", action="append", type=Path, help="a folder; default: every pack of a real place")
    parser.add_argument("--write", action="store_true", help="put the result into docs/proofs.md")
    args = parser.parse_args()
    began = time.monotonic()
    results = run(args.pack or real_packs(), args.count, args.seed, args.workers)
    text = told(results, args.seed)
    print(text)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    if args.write:
        write(text)
    killed = sum(1 for _, _, by in results if by is not None)
    return 0 if killed >= 0.95 * len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
