"""All claims about a pack, in the order a keeper would read them."""

from __future__ import annotations

from pathlib import Path

from chengzhang.engine.clock import Calendar
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.scenarios.read import read_scenarios
from chengzhang.engine.proof.acts import acts_of
from chengzhang.engine.proof.claims import Report, report
from chengzhang.engine.proof.duties import prove_duties
from chengzhang.engine.proof.gates import prove_gates, reach
from chengzhang.engine.proof.life import Lives
from chengzhang.engine.proof.limits import prove_limits
from chengzhang.engine.proof.rules import prove_rules
from chengzhang.engine.proof.tables import prove_tables


def prove(pack: Pack, folder: Path, calendar: Calendar) -> Report:
    """Every claim of pack-format section 7 with how it came out. PackErrors where a scenario can't be read."""
    lives = Lives.all(pack)
    acts = list(acts_of(lives, calendar))
    reached = reach(acts)
    claims = [
        *prove_tables(lives, calendar),
        *prove_rules(acts),
        *prove_gates(acts, reached),
        *prove_duties(acts, reached),
        *prove_limits(pack, read_scenarios(folder, pack), calendar),
    ]
    return report(f"{pack.id}/{pack.release}", claims)
