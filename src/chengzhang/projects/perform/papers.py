"""Papers in the file of a subject: handed in, handed over, not applicable, printed by an act, frozen by a decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from chengzhang.engine.case import Subject
from chengzhang.engine.deciding.places import file_of
from chengzhang.engine.decision import Effect
from chengzhang.engine.pack.model import Paper
from chengzhang.foundation import clock
from chengzhang.foundation.documents import keep
from chengzhang.foundation.ledger.append import append
from chengzhang.foundation.models import Document, Version
from chengzhang.foundation.people.actor import Actor

from ..facts import Row
from ..models import Handed
from ..opening import Matter, Target, open_project
from ..refusal import Frozen, Malformed, NotFound, NotYours
from ..roles import roles_of
from . import statements
from .effects import new_row
from .narrow import refuse_papers, refuse_words
from .printed import printed


def hand_in(actor: Actor, code: str, paper: str, version: int, part: str = "", of: str | None = None) -> int:
    """Put a document into the project's file as `paper` (or one part of it); the number of the entry."""
    with transaction.atomic(durable=True):
        matter, node = _open(actor, code, of)
        row = _take_in(matter, node, actor, paper, version, part)
        handed = Handed.objects.get(subject_id=row.id, paper=paper, part=part, replaced=False)
        _enter(actor, matter, row, "paper.hand", {"paper": paper, "part": part, "version": version})
        return handed.pk


def take_in(target: Target, paper: str, version: int) -> None:
    """Put a document into the file together with an act; `paper` may be "paper:part"."""
    if target.matter.actor is None:
        raise Malformed("系统办理的事项不收材料。")
    name, _, part = paper.partition(":")
    row = _take_in(target.matter, target.node, target.matter.actor, name, version, part)
    target.touched[row.node.id] = row
    if row.node is target.node:
        target.row = row


def _take_in(matter: Matter, node: Subject, actor: Actor, paper: str, version: int, part: str) -> Row:
    known = _paper(matter, paper, part)
    if known.kind not in ("file", "made", "record"):
        raise Malformed(f"“{known.zh}”是移交事项，不收文件。", "请由交接双方分别确认移交。")
    refuse_papers(matter)
    document = _document(matter, actor, version)
    row = _holder(matter, node, known)
    before = Handed.objects.filter(subject_id=row.id, paper=paper, part=part, replaced=False).first()
    if before is not None:
        if before.frozen_by_id is not None:
            raise Frozen(known.zh)
        before.replaced = True
        before.save(update_fields=["replaced"])
    Handed.objects.create(
        project_id=row.project_id,
        subject_id=row.id,
        paper=paper,
        part=part,
        kind=known.kind,
        document=document.document,
        version=document,
        digest=document.digest,
        handed_on=matter.on,
        handed_by_id=actor.person_id,
    )
    Document.objects.filter(id=document.document_id).update(project_id=row.project_id, subject_id=row.id, paper=paper)
    parts = row.node.papers.get(paper, frozenset())
    row.node.papers[paper] = parts | {part} if part else frozenset(known.parts)
    row.node.not_applicable.pop(paper, None)
    row.fresh.add("papers")
    statements.update_subject(row)
    return row


def _document(matter: Matter, actor: Actor, version: int) -> Version:
    """The document to be handed in: the actor's own, or one already in this project's file."""
    found = Version.objects.select_related("document").filter(id=version).first()
    project = matter.case.project
    if found is None or not (
        found.document.organisation_id == actor.organisation_id
        or (project is not None and found.document.project_id == project.id)
    ):
        raise NotFound("材料")
    taken = Handed.objects.filter(document=found.document, replaced=False).first()
    if taken is not None and taken.project_id != (project.id if project else None):
        raise Malformed("这份材料已在另一个项目的卷宗里。", "请重新上传一份。")
    return found


def confirm_custody(actor: Actor, code: str, paper: str, side: str, digest: str = "", of: str | None = None) -> bool:
    """Confirm a hand-over as the side that `gives` or `takes`; whether both have now. Nothing handed over is stored."""
    with transaction.atomic(durable=True):
        matter, node = _open(actor, code, of)
        known = _paper(matter, paper, "")
        if known.kind != "custody":
            raise Malformed(f"“{known.zh}”不是移交事项。")
        role = known.gives if side == "gives" else known.takes if side == "takes" else None
        roles = roles_of(actor, matter.hall, node)
        if role is None or role not in roles:
            raise NotYours(f"“{known.zh}”由{matter.pack.call(role) if role else '交接双方'}确认。")
        if digest and known.stores != "digest":
            digest = ""
        row = _holder(matter, node, known)
        handed, _ = Handed.objects.get_or_create(
            subject_id=row.id,
            paper=paper,
            part="",
            replaced=False,
            defaults={
                "project_id": row.project_id,
                "kind": "custody",
                "handed_on": matter.on,
                "handed_by_id": actor.person_id,
            },
        )
        if handed.frozen_by_id is not None:
            raise Frozen(known.zh)
        if side == "gives":
            handed.given_by_id, handed.given_on = actor.person_id, matter.on
        else:
            handed.taken_by_id, handed.taken_on = actor.person_id, matter.on
        handed.digest = digest[:64] or handed.digest
        handed.not_applicable = ""
        handed.save()
        both = handed.given_on is not None and handed.taken_on is not None
        if both:
            row.node.papers[paper] = frozenset(known.parts)
            row.node.not_applicable.pop(paper, None)
        row.fresh.add("papers")
        statements.update_subject(row)
        _enter(actor, matter, row, "custody.confirm", {"paper": paper, "side": side})
    return both


def skip_paper(actor: Actor, code: str, paper: str, reason: str, of: str | None = None) -> None:
    """Declare a paper not applicable, with the reason; whether the rules admit that, the act decides."""
    with transaction.atomic(durable=True):
        matter, node = _open(actor, code, of)
        row = _skip(matter, node, actor, paper, reason)
        _enter(actor, matter, row, "paper.skip", {"paper": paper, "reason": reason.strip()})


def declare_skipped(target: Target, paper: str, reason: str) -> None:
    """The same together with an act."""
    if target.matter.actor is None:
        raise Malformed("系统办理的事项不能声明材料不适用。")
    row = _skip(target.matter, target.node, target.matter.actor, paper, reason)
    target.touched[row.node.id] = row
    if row.node is target.node:
        target.row = row


def _skip(matter: Matter, node: Subject, actor: Actor, paper: str, reason: str) -> Row:
    known = _paper(matter, paper, "")
    if not reason.strip():
        raise Malformed(f"声明“{known.zh}”不适用要写明理由。")
    refuse_words(matter, [reason])
    row = _holder(matter, node, known)
    if Handed.objects.filter(subject_id=row.id, paper=paper, frozen_by__isnull=False, replaced=False).exists():
        raise Frozen(known.zh)
    Handed.objects.filter(subject_id=row.id, paper=paper, replaced=False).update(replaced=True)
    Handed.objects.create(
        project_id=row.project_id,
        subject_id=row.id,
        paper=paper,
        kind=known.kind,
        not_applicable=reason.strip(),
        handed_on=matter.on,
        handed_by_id=actor.person_id,
    )
    row.node.papers.pop(paper, None)
    row.node.not_applicable[paper] = reason.strip()
    row.fresh.add("papers")
    statements.update_subject(row)
    return row


def made(matter: Matter, row: Row, effect: Effect, decision: int) -> list[tuple[int, str]]:
    """Print what an act makes and enter it; (number of the entry, digest) of each, for the ledger."""
    from .record import digest

    entered = []
    for paper in effect.makes:
        known = matter.pack.papers.get(paper)
        if known is None:
            continue
        holder = file_of(matter.pack, row.node, paper) or row.node
        at = matter.case.row(holder) or row
        Handed.objects.filter(subject_id=at.id, paper=paper, replaced=False).update(replaced=True)
        content = printed(matter, row, effect, known, decision)
        one = Handed.objects.create(
            project_id=at.project_id,
            subject_id=at.id,
            paper=paper,
            kind="made",
            content=content,
            digest=digest(content),
            handed_on=matter.on,
            handed_by_id=matter.actor.person_id if matter.actor else None,
            frozen_by_id=decision,
        )
        entered.append((one.pk, one.digest))
    return entered


def freeze(matter: Matter, row: Row, papers: Iterable[str], decision: int) -> None:
    """Fix the papers a decision rests on, by digest: neither the entry nor its document changes any more."""
    resting = Handed.objects.filter(paper__in=list(papers), frozen_by=None, replaced=False)
    resting = resting.filter(project_id=row.project_id) if row.project_id else resting.filter(subject_id=row.id)
    documents = [one.document_id for one in resting if one.document_id is not None]
    if documents:
        digests = keep.freeze(documents)
        for one in resting:
            if one.document_id in digests:
                Handed.objects.filter(id=one.pk).update(digest=digests[one.document_id])
    resting.update(frozen_by=decision)


def _open(actor: Actor, code: str, of: str | None) -> tuple[Matter, Subject]:
    matter = open_project(actor, code, clock.today(), lock=True)
    home = matter.case.home
    if home is None:
        raise NotFound
    node = home
    if of is not None and of not in (home.id, home.kind):
        row = matter.case.rows.get(of)
        if row is None:
            raise NotFound("事项")
        node = row.node
    if not _acting_roles(matter) & roles_of(actor, matter.hall, node):
        raise NotYours(f"{actor.organisation_name}在这个项目里没有要交的材料。")
    return matter, node


def _acting_roles(matter: Matter) -> frozenset[str]:
    """Roles that do something in this pack, beyond reading."""
    pack = matter.pack
    found: set[str | None] = set()
    for action in pack.actions.values():
        found |= {action.by, action.entered_by, *(party.role for party in action.with_)}
    for paper in pack.papers.values():
        found |= {paper.gives, paper.takes}
    return frozenset(role for role in found if role)


def _paper(matter: Matter, paper: str, part: str) -> Paper:
    known = matter.pack.papers.get(paper)
    if known is None or (part and part not in known.parts):
        raise Malformed(f"现行规则里没有“{paper}{':' + part if part else ''}”这份材料。")
    return known


def _holder(matter: Matter, node: Subject, paper: Paper) -> Row:
    """The stored subject in whose file a paper is kept; one not begun yet is stored as such."""
    holder = file_of(matter.pack, node, paper.id)
    if holder is None:
        from .effects import owner_of

        inside = matter.case.home is not None and paper.of != "project"
        holder = owner_of(matter, node, paper.of) if inside else node
    row = matter.case.row(holder)
    if row is None:
        row = new_row(matter, holder)
        above = matter.case.row(holder.parent) if holder.parent is not None else None
        row.parent_id = above.id if above is not None and above.id else None
        statements.insert_subject(row, matter.pack.id)
    return row


def _enter(actor: Actor, matter: Matter, row: Row, act: str, told: dict[str, Any]) -> None:
    from .record import digest

    append(
        actor,
        act,
        outcome="recorded",
        body=told | {"subjects": [[row.id, row.revision, digest(row.text)]]},
        project_id=row.project_id,
        subject_id=row.id,
    )
