"""Section 7: what is refused at load once every entry has been read."""

from __future__ import annotations

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.meta import Meta
from chengzhang.engine.pack.model import Residual, Scope, Stage


def check(draft: Draft, meta: Meta, scope: Scope, stages: tuple[Stage, ...], residual: Residual | None) -> None:
    """All static checks; faults go to the draft."""
