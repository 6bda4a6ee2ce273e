"""Step 5 of an act: its form. Answers to typed facts, or findings field by field; a written reason where one is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from chengzhang.engine.case import Value
from chengzhang.engine.deciding.hearing import Hearing
from chengzhang.engine.decision import Truth
from chengzhang.engine.forms import Typed, read_answers
from chengzhang.engine.pack.model import Form
from chengzhang.engine.rules.context import Context
from chengzhang.engine.rules.run import compile_tree
from chengzhang.engine.rules.tables import evaluate


def read_form(hearing: Hearing) -> None:
    """Fill `typed` and `declared`; findings for what can't be read. Nothing is tested while nothing is answered."""
    raw, form = hearing.act.answers, hearing.plan.form
    if raw is None:
        return
    hearing.typed = {}
    if form is None and not raw:
        return
    read = _read(hearing, form, raw)
    hearing.typed = read.answers
    hearing.declared = {name: (hearing.pack.facts[name].owner, value) for name, value in read.facts.items()}
    for error in read.errors:
        field = error.field or "form"
        hearing.finds("form", field, Truth.UNMET, error.say, cite=error.cite or hearing.plan.cite)
    if form is not None and not read.errors:
        hearing.finds("form", form.id, Truth.MET, f"“{form.zh}”已填写", cite=hearing.plan.cite)


def _read(hearing: Hearing, form: Form | None, raw: Mapping[str, Value]) -> Typed:
    """The answers, kept to the fields that exist on the project's track, also where these answers put it there."""
    ctx = replace(hearing.ctx, memo={})
    keep = _kept(hearing, ctx)
    read = read_answers(hearing.pack, form, raw, ctx, keep)
    if keep is not None or not read.facts:
        return read
    told = replace(ctx, declared=read.facts, memo={}, overlay={})
    keep = _kept(hearing, told)
    if keep is None:
        return read
    deciding = _fields_of_the_track(hearing, form)
    return read_answers(hearing.pack, form, raw, replace(ctx, memo={}), (*keep, *deciding))


def _kept(hearing: Hearing, ctx: Context) -> tuple[str, ...] | None:
    """The fields that exist at all on the track the project is known to be on; None = all."""
    pack = hearing.pack
    if pack.scope.table is None or not any(t.hide_all for t in pack.scope.tracks.values()):
        return None
    if hearing.subject.up("project") is None:
        return None
    value = evaluate(pack, pack.scope.table, ctx).value
    track = pack.scope.tracks.get(str(value))
    return track.keep if track is not None and track.hide_all else None


def _fields_of_the_track(hearing: Hearing, form: Form | None) -> tuple[str, ...]:
    """The fields from which the track follows: the act that says a project is secret must be able to say so."""
    plan = hearing.plan.track
    if plan is None or form is None:
        return ()
    facts = {
        f for row in plan.table.rows for f in compile_tree(hearing.pack, hearing.action.subject, row.when).touches.facts
    }
    return tuple(f.id for f in form.fields if f.fact in facts)


def reason_given(hearing: Hearing) -> None:
    """A written reason, where the act must state one."""
    if not hearing.action.reason:
        return
    given = bool(hearing.act.reason.strip())
    say = f"“{hearing.action.zh}”须写明理由"
    truth = Truth.MET if given else Truth.UNMET
    waits = not given and hearing.looks_ahead
    hearing.finds("form", "reason", truth, say, cite=hearing.plan.cite, awaits_form=waits)
