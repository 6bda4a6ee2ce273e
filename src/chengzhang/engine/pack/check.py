"""Section 7: what is refused once every entry has been read. What needs the inventory is in `coverage`."""

from __future__ import annotations

from chengzhang.engine.pack.checks.cites import check_cites, check_meta
from chengzhang.engine.pack.checks.facts import check_facts, check_form_facts
from chengzhang.engine.pack.checks.fits import check_fits
from chengzhang.engine.pack.checks.lines import check_lines
from chengzhang.engine.pack.checks.literals import check_literals
from chengzhang.engine.pack.checks.people import check_people
from chengzhang.engine.pack.checks.references import check_references
from chengzhang.engine.pack.checks.sites import sites
from chengzhang.engine.pack.checks.states import check_states
from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.meta import Meta
from chengzhang.engine.pack.model import Residual, Scope, Stage


def check(draft: Draft, meta: Meta, scope: Scope, stages: tuple[Stage, ...], residual: Residual | None) -> None:
    """All static checks; faults go to the draft."""
    found = sites(draft, meta, scope, stages)
    check_references(draft, meta, scope, residual, found)
    check_fits(draft)
    check_lines(draft, found)
    check_states(draft)
    check_facts(draft, found)
    check_form_facts(draft)
    check_people(draft)
    check_literals(draft, found)
    check_cites(draft, meta)
    check_meta(draft, meta)
