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
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from chengzhang.engine.clock import load_calendar  # noqa: E402
from chengzhang.engine.pack.coverage import coverage  # noqa: E402
from chengzhang.engine.pack.errors import PackErrors  # noqa: E402
from chengzhang.engine.pack.load import load_pack  # noqa: E402
from chengzhang.engine.pack.proofs import try_tables  # noqa: E402
from chengzhang.engine.pack.scenarios import run_scenarios  # noqa: E402
from chengzhang.engine.pack.shelf import calendar_folder, releases, vocabulary_of  # noqa: E402
from tools.mutants import Mutant, mutants_of  # noqa: E402

BEGIN, END = "<!-- survivors -->", "<!-- /survivors -->"
SUITES = ("check", "coverage", "scenarios", "prove")


@dataclass(frozen=True)
class Sound:
    """What each suite says of the pack as it is; only what is said beyond that kills."""

    folder: Path
    inventory: Path | None
    said: dict[str, frozenset[str]]


def sound(folder: Path) -> Sound:
    inventory = next(
        (path for path in sorted((ROOT / "tests" / "packs").glob("*-clauses.yaml")) if _fits(folder, path)), None
    )
    return Sound(folder, inventory, {suite: frozenset(SAYS[suite](folder, folder, inventory)) for suite in SUITES})


def _fits(folder: Path, inventory: Path) -> bool:
    try:
        return coverage(load_pack(folder), inventory).ok
    except PackErrors:
        return False


# ---------------------------------------------------------------- what the suites say


def _check(folder: Path, real: Path, inventory: Path | None) -> Iterable[str]:
    try:
        pack = load_pack(folder, vocabulary_of(real))
    except PackErrors as wrong:
        return [f"{error.code} {error.what}" for error in wrong.errors]
    return [f"{error.code} {error.what}" for error in try_tables(pack)]


def _coverage(folder: Path, real: Path, inventory: Path | None) -> Iterable[str]:
    if inventory is None:
        return []
    return [str(fault) for fault in coverage(load_pack(folder, vocabulary_of(real)), inventory).faults]


def _scenarios(folder: Path, real: Path, inventory: Path | None) -> Iterable[str]:
    try:
        results = run_scenarios(load_pack(folder, vocabulary_of(real)), folder)
    except PackErrors as wrong:
        return [f"{error.code} {error.what}" for error in wrong.errors]
    return [f"{result.mark} {fault}" for result in results for fault in result.faults]


def _prove(folder: Path, real: Path, inventory: Path | None) -> Iterable[str]:
    from chengzhang.engine.proof.prove import prove

    pack = load_pack(folder, vocabulary_of(real))
    report = prove(pack, folder, load_calendar(calendar_folder(pack.calendar.days)))
    return [f"{claim.code} {claim.of} {claim.says}" for claim in report.findings]


SAYS = {"check": _check, "coverage": _coverage, "scenarios": _scenarios, "prove": _prove}


def killer(known: Sound, mutant: Mutant) -> str | None:
    """The first suite that says something new of the mutant; None if it survives."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / known.folder.parent.name / known.folder.name
        shutil.copytree(known.folder, folder)
        mutant.apply(folder)
        for suite in SUITES:
            try:
                said = frozenset(SAYS[suite](folder, known.folder, known.inventory))
            except Exception as broken:  # a pack that can't even be read aloud is noticed
                return f"{suite} ({type(broken).__name__})"
            if said - known.said[suite]:
                return suite
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
        return [_one(job) for job in jobs]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(_one, jobs, chunksize=4))


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
        f"First noticed by: {', '.join(f'{suite} {by_suite[suite]}' for suite in SUITES)}.",
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
