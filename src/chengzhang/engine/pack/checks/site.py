"""One place where the rule language is written, and from which kind of subject it is read."""

from __future__ import annotations

from dataclasses import dataclass

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.model import Cite
from chengzhang.engine.rules.ast import (
    Mark,
    Moment,
    Tree,
)
from chengzhang.engine.rules.names import Scope as Perspective
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.touch import (
    Touched,
    touched,
    touched_by_moment,
)


@dataclass(frozen=True, slots=True)
class Site:
    """One tree or moment: which entry it stands in, what it is there, and the perspective (kind, forms, row)."""

    section: str
    id: str
    part: str  # when | require | papers | lift | not_before | row | where | due | ...
    scope: Perspective
    cite: Cite
    mark: Mark | None
    tree: Tree | None = None
    moment: Moment | None = None

    @property
    def entry(self) -> str:
        return f"{self.section}.{self.id}"


def touched_at(site: Site) -> Touched:
    """The names a site rests on, through derived facts and tables; nothing where a name can't be resolved."""
    try:
        if site.tree is not None:
            return touched(site.scope, site.tree)
        return touched_by_moment(site.scope, site.moment) if site.moment is not None else Touched()
    except (Unresolved, KeyError):
        return Touched()


def perspective(draft: Draft, kind: str, forms: tuple[str, ...] | None = None) -> Perspective:
    return Perspective(draft, kind, forms)
