"""All claims about a pack, in the order a keeper would read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from chengzhang.engine.clock import Calendar
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.scenarios.read import read_scenarios
from chengzhang.engine.proof.acts import acts_of
from chengzhang.engine.proof.claims import Claim, Report, report
from chengzhang.engine.proof.duties import prove_duties
from chengzhang.engine.proof.gates import prove_gates, reach
from chengzhang.engine.proof.life import Lives
from chengzhang.engine.proof.limits import prove_limits
from chengzhang.engine.proof.rules import prove_rules
from chengzhang.engine.proof.tables import prove_tables


def prove(pack: Pack, folder: Path, calendar: Calendar) -> Report:
    """Every claim of pack-format section 7 with how it came out. PackErrors where a scenario can't be read."""
    return report(f"{pack.id}/{pack.release}", claims_of(pack, folder, calendar))


def claims_of(pack: Pack, folder: Path, calendar: Calendar) -> Iterator[Claim]:
    """The claims one by one, each worked out when it is asked for."""
    lives = Lives.all(pack)
    acts = list(acts_of(lives, calendar))
    yield from prove_tables(lives, calendar)
    yield from prove_rules(acts)
    reached = reach(acts)
    yield from prove_gates(acts, reached)
    yield from prove_duties(acts, reached)
    yield from prove_limits(pack, read_scenarios(folder, pack), calendar)
