"""Who may interpret: the organisations that hold a role named by an open question."""

from __future__ import annotations

from chengzhang.engine.pack.model import Pack, Question


def interpreters(pack: Pack, question: Question, authority: str = "") -> frozenset[str]:
    """Names of the organisations that may rule. `authority`: the one for which the release was installed.

    A role held by a project's own unit, or by whom a fact names, can't rule for everybody.
    """
    found = {
        str(pack.roles[role].holder)
        for role in question.who
        if role in pack.roles and pack.roles[role].holder_kind == "organisation"
    }
    if authority and "authority" in question.who:
        found.add(authority)
    return frozenset(found)


def asked(pack: Pack, question: Question) -> str:
    """Whom to ask, as the place calls them."""
    return "、".join(pack.call(role) for role in question.who)
