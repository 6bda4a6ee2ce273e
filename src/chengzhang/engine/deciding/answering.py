"""Step 5 of an act: its form. Answers to typed facts, or findings field by field; a written reason where one is due."""

from __future__ import annotations

from dataclasses import replace

from chengzhang.engine.deciding.hearing import Hearing
from chengzhang.engine.decision import Truth
from chengzhang.engine.forms import read_answers
from chengzhang.engine.rules.tables import evaluate


def read_form(hearing: Hearing) -> None:
    """Fill `typed` and `declared`; findings for what can't be read. Nothing is tested while nothing is answered."""
    raw, form = hearing.act.answers, hearing.plan.form
    if raw is None:
        return
    hearing.typed = {}
    if form is None and not raw:
        return
    read = read_answers(hearing.pack, form, raw, replace(hearing.ctx, memo={}), _kept(hearing))
    hearing.typed = read.answers
    hearing.declared = {name: (hearing.pack.facts[name].owner, value) for name, value in read.facts.items()}
    for error in read.errors:
        field = error.field or "form"
        hearing.finds("form", field, Truth.UNMET, error.say, cite=error.cite or hearing.plan.cite)
    if form is not None and not read.errors:
        hearing.finds("form", form.id, Truth.MET, f"“{form.zh}”已填写", cite=hearing.plan.cite)


def _kept(hearing: Hearing) -> tuple[str, ...] | None:
    """The fields that exist at all on the track the project is already known to be on; None = all."""
    pack = hearing.pack
    if pack.scope.table is None or not any(t.hide_all for t in pack.scope.tracks.values()):
        return None
    if hearing.subject.up("project") is None:
        return None
    value = evaluate(pack, pack.scope.table, replace(hearing.ctx, memo={})).value
    track = pack.scope.tracks.get(str(value))
    return track.keep if track is not None and track.hide_all else None


def reason_given(hearing: Hearing) -> None:
    """A written reason, where the act must state one."""
    if not hearing.action.reason:
        return
    given = bool(hearing.act.reason.strip())
    say = f"“{hearing.action.zh}”须写明理由"
    truth = Truth.MET if given else Truth.UNMET
    waits = not given and hearing.looks_ahead
    hearing.finds("form", "reason", truth, say, cite=hearing.plan.cite, awaits_form=waits)
