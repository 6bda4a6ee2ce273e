"""The office's own copy of a measure's official text: attached for reading beside the rules, never shipped."""

from django.db import transaction

from ..documents import keep
from ..documents.models import Version
from ..documents.staging import Staged
from ..people.actor import Actor
from ..refusal import Refusal
from ..rulebook import official_text, shelf
from .act import must_administer, record

MOST_BYTES = 2 * 1024 * 1024  # a measure is some ten thousand characters


def attach_official_text(actor: Actor | None, pack: str, release: str, staged: Staged) -> Version:
    """Keep a plain text file as the copy of a release's text, after the ones before it. Refuses any other kind."""
    must_administer(actor)
    shelf.folder(pack, release)
    if staged.kind.extension != "txt":
        raise Refusal(
            "text_not_plain", f"“{staged.file_name}”不是纯文本文件。", "请另存为 .txt（UTF-8 或 GB18030）后再上传。"
        )
    if staged.size > MOST_BYTES:
        raise Refusal(
            "text_too_large", f"“{staged.file_name}”超过{MOST_BYTES // 1024 // 1024}MB。", "请只保留办法正文后再上传。"
        )
    with transaction.atomic():
        before = official_text.attached(pack, release)
        if before is None:
            title = f"{pack} {release} 原文"
            version = keep.add(staged, actor, title=title, paper=official_text.paper_of(pack, release))
        else:
            version = keep.replace(before.document_id, staged, actor)
        body = {"pack": pack, "release": release, "digest": version.digest, "size": version.size}
        record(actor, "rulebook.attach_text", body)
    return version


def detach_official_text(actor: Actor | None, pack: str, release: str) -> None:
    """Take the copy away with all its versions. Refuses when there is none."""
    must_administer(actor)
    with transaction.atomic():
        before = official_text.attached(pack, release)
        if before is None:
            raise Refusal("not_found", "没有存过这个版本的原文。", "请核对后重试。")
        keep.remove(before.document_id)
        record(actor, "rulebook.detach_text", {"pack": pack, "release": release, "digest": before.digest})
