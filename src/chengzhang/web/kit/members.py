"""Members of a batch: which form each of them is decided with, and how its controls are named."""

from __future__ import annotations

from chengzhang.engine.pack.model import Action, Form, Pack


def member_form(action: Action, pack: Pack) -> Form | None:
    """The form of the act that this batch act does to each of its members; None if there is none to fill in."""
    batch = pack.subject_types.get(action.subject)
    if batch is None or not batch.members:
        return None
    for follow in action.then:
        act = pack.actions.get(follow.act)
        if act is not None and act.subject == batch.members and act.form:
            return pack.forms.get(act.form)
    return None


def prefix(member: str) -> str:
    """The head of the names of one member's controls."""
    return f"m.{member}."
