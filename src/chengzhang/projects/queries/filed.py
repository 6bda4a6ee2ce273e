"""The archive: every paper in a file, grouped by the stage whose subject keeps it, in the order of the lifecycle."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from chengzhang.foundation.people.actor import Actor

from ..models import Handed
from ..opening import Matter
from .lines import cited
from .moment import subject_zh
from .rows import PaperGroup, PaperLine


def groups(matter: Matter, actor: Actor, roles: frozenset[str], handed: QuerySet[Handed]) -> tuple[PaperGroup, ...]:
    """Papers by stage; what no stage of the pack claims comes last, under the project itself."""
    by_kind: dict[str, list[PaperLine]] = {}
    for line in paper_lines(matter, actor, roles, handed):
        by_kind.setdefault(_asked_by(matter, line) or line.subject.partition(".")[0], []).append(line)
    found = []
    for stage in matter.pack.stages:
        papers = [line for kind in stage.subjects for line in by_kind.pop(kind, [])]
        if papers:
            found.append(PaperGroup(stage.id, stage.zh, tuple(papers)))
    rest = [line for lines in by_kind.values() for line in lines]
    if rest:
        found.append(PaperGroup("", "其他", tuple(rest)))
    return tuple(found)


def paper_lines(
    matter: Matter, actor: Actor | None, roles: frozenset[str], handed: Iterable[Handed]
) -> tuple[PaperLine, ...]:
    """Entries of the file as lines, newest last."""
    if isinstance(handed, QuerySet):
        handed = handed.select_related("subject", "document", "handed_by")
    return tuple(_line(matter, actor, roles, one) for one in handed)


def _line(matter: Matter, actor: Actor | None, roles: frozenset[str], one: Handed) -> PaperLine:
    paper = matter.pack.papers.get(one.paper)
    row = next((row for row in matter.case.rows.values() if row.id == one.subject_id), None)
    confirm = ""
    if paper is not None and paper.kind == "custody" and one.frozen_by_id is None:
        if paper.gives in roles and one.given_on is None:
            confirm = "gives"
        elif paper.takes in roles and one.taken_on is None:
            confirm = "takes"
    open_ = one.frozen_by_id is None and not one.replaced and actor is not None
    return PaperLine(
        id=one.pk,
        paper=one.paper,
        zh=paper.zh if paper else one.paper,
        kind=one.kind,
        subject=row.node.id if row else one.subject.kind,
        subject_zh=subject_zh(matter, row.node) if row else matter.pack.call(one.subject.kind),
        part=one.part,
        part_zh=paper.parts.get(one.part, one.part) if paper else one.part,
        title=one.document.title if one.document else (paper.zh if paper else one.paper),
        version=one.version_id,
        digest=one.digest,
        handed_on=one.handed_on,
        handed_by=one.handed_by.name if one.handed_by else "系统",
        given_on=one.given_on,
        taken_on=one.taken_on,
        not_applicable=one.not_applicable,
        frozen=one.frozen_by_id is not None,
        replaced=one.replaced,
        may_replace=open_ and one.kind == "file" and bool(roles),
        may_confirm=confirm,
        cite=cited(matter.pack, paper.cite) if paper else (),
        printed=bool(one.content),
    )


def _asked_by(matter: Matter, line: PaperLine) -> str | None:
    """The kind of subject whose act first asks for a paper that is kept with the project itself."""
    home = matter.case.home
    if home is None or line.subject != home.id:
        return None
    for action in matter.pack.actions.values():
        if line.paper in action.papers or line.paper in action.makes:
            return action.subject
    for rule in matter.pack.rules.values():
        if any(asked.paper == line.paper for asked in rule.papers) and rule.at:
            return rule.at[0].partition(".")[0]
    return None
