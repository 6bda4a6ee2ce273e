"""Keeps papers: new documents, new versions, freezing, taking back, checking. A frozen one is never touched."""

from collections.abc import Collection, Iterator

from cryptography.hazmat.primitives import hashes
from django.db import transaction
from django.db.models import Max

from .. import clock
from ..people.actor import Actor
from ..refusal import Refusal
from . import store
from .models import Document, Version
from .staging import ALGORITHM, Staged

_CHUNK = 1024 * 1024


def add(
    staged: Staged,
    actor: Actor | None,
    *,
    title: str = "",
    paper: str = "",
    project_id: int | None = None,
    subject_id: int | None = None,
) -> Version:
    """Keep the staged file as the first version of a new document. The bytes are on disk before the row is written."""
    store.place(staged)
    with transaction.atomic():
        document = Document.objects.create(
            project_id=project_id,
            subject_id=subject_id,
            paper=paper,
            title=(title or staged.file_name)[:200],
            organisation_id=actor.organisation_id if actor else None,
        )
        return _version(document, 1, staged, actor)


def replace(document_id: int, staged: Staged, actor: Actor | None) -> Version:
    """Keep the staged file as the next version of a document that is not frozen."""
    with transaction.atomic():
        document = _open_document(document_id)
        store.place(staged)
        last = document.versions.aggregate(last=Max("number"))["last"] or 0
        return _version(document, last + 1, staged, actor)


def remove(document_id: int) -> None:
    """Take back a document that no decision rests on. Its bytes go with the next sweep."""
    with transaction.atomic():
        _open_document(document_id).delete()


def freeze(document_ids: Collection[int]) -> dict[int, str]:
    """Close documents for ever, because a decision rests on them; gives the digest of each one's last version.

    Those already frozen stay as they are. Raises `Refusal` when one does not exist or has no version.
    """
    with transaction.atomic():
        Document.objects.filter(id__in=document_ids, frozen_at=None).update(frozen_at=clock.now())
        digests = digests_of(document_ids)
    absent = set(document_ids) - set(digests)
    if absent:
        raise _not_found(min(absent))
    return digests


def digests_of(document_ids: Collection[int]) -> dict[int, str]:
    """The digest of the last version of each document."""
    rows = Version.objects.filter(document_id__in=document_ids).order_by("document_id", "number")
    return dict(rows.values_list("document_id", "digest"))


def of_project(project_id: int) -> list[Document]:
    """A project's documents with their versions (two queries)."""
    return list(Document.objects.filter(project_id=project_id).prefetch_related("versions"))


def last_version(document_id: int) -> Version:
    """The version that counts."""
    version = Version.objects.filter(document_id=document_id).select_related("document").order_by("-number").first()
    if version is None:
        raise _not_found(document_id)
    return version


def version(version_id: int) -> Version:
    """One stored version with its document; refuses a number that is none."""
    found = Version.objects.filter(id=version_id).select_related("document").first()
    if found is None:
        raise _not_found(version_id)
    return found


def content(version: Version) -> Iterator[bytes]:
    """The bytes in pieces of at most 1 MB, for a download."""
    with store.open_content(version.digest) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def intact(version: Version) -> bool:
    """Whether the bytes on disk still have the version's digest."""
    digest = hashes.Hash(hashes.SM3())
    try:
        for chunk in content(version):
            digest.update(chunk)
    except (Refusal, OSError):
        return False
    return digest.finalize().hex() == version.digest


def sweep() -> int:
    """Remove the bytes that no version names any more; the number of files removed."""
    return store.sweep(set(Version.objects.values_list("digest", flat=True)))


def _version(document: Document, number: int, staged: Staged, actor: Actor | None) -> Version:
    return Version.objects.create(
        document=document,
        number=number,
        file_name=staged.file_name,
        media_type=staged.media_type,
        size=staged.size,
        algorithm=ALGORITHM,
        digest=staged.digest,
        uploaded_by_id=actor.person_id if actor else None,
        uploaded_at=clock.now(),
    )


def _open_document(document_id: int) -> Document:
    document = Document.objects.select_for_update().filter(id=document_id).first()
    if document is None:
        raise _not_found(document_id)
    if document.frozen_at:
        raise Refusal(
            "document_frozen",
            f"《{document.title}》已作为办理依据存档，不能替换或删除。",
            "如需更正，请另行上传新的材料，并在办理时说明。",
        )
    return document


def _not_found(document_id: int) -> Refusal:
    return Refusal("document_not_found", f"找不到编号为{document_id}的材料。", "请返回材料清单，重新选择。")
