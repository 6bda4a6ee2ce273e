"""Facts that nothing can supply: recorded by no act, declared on no form (section 7.5)."""

from __future__ import annotations

from chengzhang.engine.pack.checks.site import Site, touched_at
from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.model import Action, FactDef
from chengzhang.engine.rules.names import FactAt, Scope, Unresolved


def check_facts(draft: Draft, found: list[Site]) -> None:
    """Of the facts that this pack uses; those of the unit and the office come from the register of organisations."""
    first: dict[str, Site] = {}
    for site in found:
        for name in touched_at(site).facts:
            first.setdefault(name, site)
    registers = {kind.id for kind in draft.subject_types.values() if kind.root} | {"unit"}
    recorded = _recorded(draft)
    asked = _asked(draft)
    sound = not any(draft.broken.get(section) for section in ("subjects", "actions", "forms"))
    for name, site in sorted(first.items()):
        fact = draft.facts.get(name)
        if fact is None or fact.owner in registers or name == "papers" or not sound:
            continue
        _check(fact, site, recorded, asked, draft)


def _check(fact: FactDef, site: Site, recorded: set[str], asked: set[str], draft: Draft) -> None:
    if fact.source == "recorded" and fact.name not in recorded:
        what = f"“{fact.name}”（{fact.zh}）由动作记录，却没有一个动作的 sets 记录它（{site.entry} 用到）"
        draft.faults.add("fact.unrecorded", site.mark, what, f"在“{fact.owner}”的动作里写 sets: {{{fact.key}: …}}")
    elif fact.source == "declared" and fact.name not in asked:
        what = f"“{fact.name}”（{fact.zh}）由人填报，却不在任何表单上（{site.entry} 用到）"
        draft.faults.add("fact.unasked", site.mark, what, f"在一个表单里写 {{fact: {fact.name}}}")


def _recorded(draft: Draft) -> set[str]:
    names = {(fact.owner, fact.key): fact.name for fact in draft.facts.values()}
    return {
        names[subject.id, key]
        for subject in draft.subjects.values()
        for action in subject.actions.values()
        for key in action.sets
        if (subject.id, key) in names
    }


def _asked(draft: Draft) -> set[str]:
    used = {action.form for subject in draft.subjects.values() for action in subject.actions.values()}
    used |= {paper.form for paper in draft.papers.values()}
    return {field.fact for form in draft.forms.values() if form.id in used for field in form.fields if field.fact}


def check_form_facts(draft: Draft) -> None:
    """A form asks only facts that can be reached from the act it belongs to."""
    for subject in draft.subjects.values():
        for action in subject.actions.values():
            form = draft.forms.get(action.form or "")
            for field in form.fields if form else ():
                if field.fact:
                    _check_reach(action, field.fact, draft)


def _check_reach(action: Action, name: str, draft: Draft) -> None:
    try:
        meaning = Scope(draft, action.subject).meaning(name)
    except Unresolved as wrong:
        what = f"动作“{action.id}”的表单里的“{name}”在这里说不清是谁的：{wrong.what}"
        draft.faults.add("field.reach", action.mark, what, wrong.do)
        return
    assert isinstance(meaning, FactAt)
