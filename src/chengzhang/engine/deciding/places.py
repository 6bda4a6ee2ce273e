"""Where things stand in a case: the subject a name or an act means, seen from another subject."""

from __future__ import annotations

from collections.abc import Iterator

from chengzhang.engine.case import Subject
from chengzhang.engine.pack.model import Pack


def parent_kind(pack: Pack, kind: str) -> str | None:
    """The kind that a subject hangs under: the pack's word before the vocabulary's."""
    defined = pack.subjects.get(kind)
    if defined is not None and defined.parent:
        return defined.parent
    general = pack.subject_types.get(kind)
    return general.parent if general else None


def is_many(pack: Pack, kind: str) -> bool:
    general = pack.subject_types.get(kind)
    return bool(general and general.many)


def lineage(pack: Pack, kind: str) -> tuple[str, ...]:
    """The kind and those above it, up to the root.

    >>> lineage(pack, "review")  # doctest: +SKIP
    ('review', 'project', 'unit', 'authority_office')
    """
    found = [kind]
    while (above := parent_kind(pack, found[-1])) is not None and above not in found:
        found.append(above)
    return tuple(found)


def reach(subject: Subject, kind: str) -> Subject | None:
    """The one subject of a kind seen from here: itself, its single children, then the same at each ancestor."""
    node: Subject | None = subject
    while node is not None:
        if node.kind == kind:
            return node
        found = _single_below(node, kind)
        if found is not None:
            return found
        node = node.parent
    return None


def _single_below(node: Subject, kind: str) -> Subject | None:
    rows = node.children.get(kind)
    if rows:
        return rows[0] if len(rows) == 1 else None
    for below in node.children.values():
        if len(below) == 1 and below[0].children:
            found = _single_below(below[0], kind)
            if found is not None:
                return found
    return None


def rows_below(subject: Subject, kind: str) -> Iterator[Subject]:
    """Every subject of a kind at or below this one, in order."""
    for node in subject.walk():
        if node.kind == kind:
            yield node


def home_of(pack: Pack, subject: Subject, kind: str) -> Subject | None:
    """The subject under which a new one of `kind` begun from here would hang."""
    above = parent_kind(pack, kind)
    return reach(subject, above) if above else None


def file_of(pack: Pack, subject: Subject, paper: str) -> Subject | None:
    """The subject in whose file a paper is kept, seen from the subject acted on."""
    defined = pack.papers.get(paper)
    return reach(subject, defined.of) if defined else None


def label(subject: Subject) -> str:
    """A stable name of a subject within its case: its id, or its kind where there is one only."""
    return subject.id or subject.kind
