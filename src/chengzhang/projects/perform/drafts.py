"""Drafts: what somebody is still writing. Theirs alone, no administrative fact, so the ledger does not hold them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor

from ..models import Draft
from ..opening import open_target
from ..refusal import Malformed

_LIMIT = 1_000_000  # characters


def place_of(code: str | None, action: str, of: str | None) -> str:
    """What a draft is for, in one word."""
    return f"{code or ''}|{action}|{of or ''}"


def save_draft(
    actor: Actor, code: str | None, action: str, answers: Mapping[str, Any], of: str | None = None
) -> datetime:
    """Keep what was typed so far; when it was saved. Fields that the project's track does not know are left out."""
    target = open_target(actor, action, code, of, clock.today())
    project = target.matter.case.project
    known = open_fields(target.matter.pack, project.track if project else "", target.action.form)
    text = json.dumps({key: one for key, one in answers.items() if _field_of(key) in known}, ensure_ascii=False)
    if len(text) > _LIMIT:
        raise Malformed("草稿太长，没有保存。", "请把大段内容改为附件。")
    at = clock.now()
    Draft.objects.update_or_create(
        person_id=actor.person_id,
        organisation_id=actor.organisation_id,
        place=place_of(code, action, of),
        defaults={
            "project_id": project.id if project and code else None,
            "subject_id": target.row.id if target.row else None,
            "action": action,
            "answers": text,
            "saved_at": at,
        },
    )
    return at


def drop_draft(actor: Actor, code: str | None, action: str, of: str | None = None) -> None:
    """Throw one's draft away; nothing happens where there is none."""
    Draft.objects.filter(
        person_id=actor.person_id, organisation_id=actor.organisation_id, place=place_of(code, action, of)
    ).delete()


def open_fields(pack: Any, track: str, form_id: str | None) -> frozenset[str]:
    """The fields that exist on a track; the reason and its like are the act's own."""
    form = pack.forms.get(form_id or "")
    own = frozenset({"reason", "lifted", "not_applicable", "members"})
    return own if form is None else own | {one.id for one in form.fields} - hidden_fields(pack, track, form_id)


def _field_of(key: str) -> str:
    """The field that an input belongs to: a unit or a reason for no rows stands beside it."""
    return key.removesuffix("_unit").removesuffix("_none")


def hidden_fields(pack: Any, track: str, form_id: str | None) -> frozenset[str]:
    """The fields of a form that do not exist on a track."""
    form = pack.forms.get(form_id or "")
    known = pack.scope.tracks.get(track)
    if form is None or known is None or not known.hide_all:
        return frozenset()
    return frozenset(one.id for one in form.fields if one.id not in known.keep and (one.fact or "") not in known.keep)
