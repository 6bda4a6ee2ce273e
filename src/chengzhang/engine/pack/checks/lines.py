"""Every line of the rule language: names that mean something, types that fit, no circle of definitions (7.2, 7.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chengzhang.engine.pack.checks.site import Site
from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.model import Action
from chengzhang.engine.rules.ast import Literal, Name
from chengzhang.engine.rules.check import check_moment, check_tree
from chengzhang.engine.rules.definitions import check_cycles, check_derived, check_table
from chengzhang.engine.rules.errors import RuleError
from chengzhang.engine.rules.names import Scope, Unresolved, compatible

NAMED_ONLY = ("show", "by", "every")  # a name of any type; the others are moments and come to a day


def check_lines(draft: Draft, found: list[Site]) -> None:
    circles = check_cycles(draft)
    _add(draft, circles)
    if circles:
        return  # what rests on itself can't be typed
    for site in found:
        if site.section == "derived" or (site.section == "tables" and site.id in draft.tables and site.id != "track"):
            continue  # checked below, from the perspective that sees it best
        if site.tree is not None:
            _add(draft, check_tree(site.scope, site.tree))
        elif site.part in NAMED_ONLY and isinstance(site.moment, Name):
            _check_name(draft, site, site.moment)
        elif site.part != "sets" and site.moment is not None:
            _add(draft, check_moment(site.scope, site.moment, site.mark), site)
    for fact in draft.derived.values():
        _add(draft, check_derived(draft, fact))
    for table in draft.tables.values():
        if table.id != "track":
            _add(draft, check_table(draft, table))
    for subject in draft.subjects.values():
        for action in subject.actions.values():
            _check_sets(draft, action)


def _check_name(draft: Draft, site: Site, name: Name) -> None:
    try:
        kind = site.scope.type_of_meaning(site.scope.meaning(name.text))
    except Unresolved as wrong:
        _add(draft, [RuleError(site.mark, wrong.what, wrong.do, code=wrong.code, source=name.text)])
        return
    if site.part == "every" and kind not in ("period", "") and not kind.startswith("table:"):
        what = f"义务“{site.id}”的周期“{name.text}”不是期间（它的类型是 {kind}）"
        draft.faults.add("duty.every", site.mark, what, "写 month、year 等，或类型为 period 的参数或表")


def _check_sets(draft: Draft, action: Action) -> None:
    """What `sets` records comes from a field that the form has, or from a name, and is of the fact's type."""
    scope = Scope(draft, action.subject, (action.form,) if action.form else ())
    own = {fact.key: fact for fact in draft.facts.values() if fact.owner == action.subject}
    for key, source in action.sets.items():
        if not isinstance(source, Name):
            assert isinstance(source, Literal)
            continue
        if action.form and not draft.forms.get(action.form):
            continue  # the form is missing or broken, which is said elsewhere
        try:
            kind = scope.type_of_meaning(scope.meaning(source.text))
        except Unresolved as wrong:
            what = f"动作“{action.id}”的 sets 里，“{source.text}”取不到值：{wrong.what}"
            draft.faults.add("sets.source", action.mark, what, wrong.do)
            continue
        if not compatible(scope, own[key].type, kind):
            what = f"动作“{action.id}”用“{source.text}”（{kind}）记录“{own[key].name}”（{own[key].type}），类型不同"
            draft.faults.add("sets.type", action.mark, what, "换一个同类的值")


def _add(draft: Draft, wrong: Iterable[RuleError], site: Site | None = None) -> None:
    """Faults of lines, less those that only follow from an entry that could not be read."""
    broken = {name for names in draft.broken.values() for name in names}
    for fault in wrong:
        if fault.code.startswith("name.") and broken & set(
            re.findall(r"[a-z][a-z0-9_]*", f"{fault.source} {fault.what_is_wrong}")
        ):
            continue
        if site is not None and not fault.source:
            what = f"{site.entry} 的 {site.part}：{fault.what_is_wrong}"
            fault = RuleError(fault.mark or site.mark, what, fault.what_to_do, code=fault.code)
        draft.faults.add_rule(fault, site)
