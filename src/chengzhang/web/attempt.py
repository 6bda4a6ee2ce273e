"""What somebody sent with a press: everything that must survive a refusal, a stale page or a time-out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict

from chengzhang.engine.pack.model import Pack
from chengzhang.foundation import clock
from chengzhang.foundation.documents import keep
from chengzhang.foundation.documents.uploads import StagedUpload
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal
from chengzhang.projects import perform as door
from chengzhang.projects.command import Command
from chengzhang.projects.queries.pages import ActionPage
from chengzhang.projects.refusal import NotFound

from .kit import answers as reading
from .kit.members import member_form, prefix


def fresh_key() -> str:
    """An idempotency key: the same press twice is one act."""
    return secrets.token_urlsafe(18)


@dataclass
class Attempt:
    """`versions`: slot ("paper" or "paper:part") -> stored document version, taken in but not yet in a file.

    `part` = (favour, text, what was wrong) of a refused opinion; `was` = what the page showed of known fields.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    of: str | None = None
    key: str = field(default_factory=fresh_key)
    revision: int | None = None
    opened: str = ""
    reason: str = ""
    lifted: dict[str, str] = field(default_factory=dict)
    not_applicable: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    members: tuple[str, ...] = ()
    member_answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused_files: dict[str, str] = field(default_factory=dict)
    part: tuple[str, str, str] = ("", "", "")
    was: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, request: HttpRequest, found: ActionPage, pack: Pack) -> Attempt:
        post = request.POST
        chosen = tuple(post.getlist("member"))
        return cls(
            answers=reading.read(found.form, pack, post, found.hidden),
            of=request.GET.get("of") or None,
            key=post.get("key") or fresh_key(),
            revision=int(post["revision"]) if post.get("revision", "").isdecimal() else None,
            opened=post.get("opened", ""),
            reason=post.get("reason", "").strip(),
            lifted=_filled(post, "lift."),
            not_applicable=_filled(post, "skip."),
            versions={slot: int(value) for slot, value in _filled(post, "version.").items() if value.isdecimal()},
            titles=_filled(post, "title."),
            members=chosen,
            member_answers={
                member: reading.read(member_form(found.action, pack), pack, post, prefix=prefix(member))
                for member in chosen
            },
            was=_filled(post, "was."),
        )

    def take_files(self, request: HttpRequest, actor: Actor, found: ActionPage) -> None:
        """Take in what was uploaded: at once into the project's file, or held for the act that begins it.

        A refused file says why at its own slot and loses nothing else.
        """
        for name, upload in request.FILES.items():
            if not name.startswith("paper.") or not isinstance(upload, StagedUpload):
                continue
            slot = name.removeprefix("paper.")
            try:
                if found.project is not None:
                    door.may_take_papers(actor, found.project.code, clock.today())
                with upload.take() as staged:
                    version = keep.add(staged, actor, title=staged.file_name, paper=slot.partition(":")[0])
                self._hand_in(actor, found, slot, version.pk, staged.file_name)
            except Refusal as refusal:
                self.refused_files[slot.partition(":")[0]] = str(refusal)

    def _hand_in(self, actor: Actor, found: ActionPage, slot: str, version: int, title: str) -> None:
        paper, _, part = slot.partition(":")
        if found.project is not None:
            try:
                door.hand_in(actor, found.project.code, paper, version, part, self.of)
                return
            except NotFound:
                pass  # its subject is begun by this very act: it goes in together with it
        self.versions[slot] = version
        self.titles[slot] = title

    def save(self, actor: Actor, found: ActionPage) -> None:
        """Keep the answers as this person's draft of this act."""
        door.save_draft(actor, found.project.code if found.project else None, found.action.id, self.answers, self.of)

    def command(self, actor: Actor, found: ActionPage) -> Command:
        return Command(
            action=found.action.id,
            actor=actor,
            project=found.project.code if found.project else None,
            of=self.of,
            revision=self.revision,
            answers=self.answers,
            reason=self.reason,
            lifted=self.lifted,
            not_applicable=self.not_applicable,
            papers=self.versions,
            members={member: self.member_answers.get(member, {}) for member in self.members},
            key=self.key,
        )


def _filled(post: QueryDict, head: str) -> dict[str, str]:
    """The controls whose names begin with `head`, by the rest of their names, left out where empty."""
    found = {name.removeprefix(head): str(post[name]).strip() for name in post if name.startswith(head)}
    return {name: value for name, value in found.items() if value}
