"""Who may act: a party can't be its own counterpart, and keeping persons apart must leave somebody (section 7.6)."""

from __future__ import annotations

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.model import Action, Role


def check_people(draft: Draft) -> None:
    for subject in draft.subjects.values():
        for action in subject.actions.values():
            _check_action(action, draft)
    for role in draft.roles.values():
        _check_role(role, draft)
    for name in draft.roles:
        if name not in draft.role_names:
            draft.faults.add(
                "role.unknown", draft.roles[name].mark, f"词表里没有“{name}”这个角色", "先写进 _vocabulary/roles.yaml"
            )


def _check_action(action: Action, draft: Draft) -> None:
    for party in action.with_:
        if party.role == action.by:
            what = f"动作“{action.id}”的办理者“{action.by}”又是会办的一方"
            draft.faults.add("party.self", action.mark, what, "去掉 with 里的这一方，或改正 by")
    if action.id in action.apart_from:
        what = f"动作“{action.id}”与自己回避，办过一次的人就再也不能办"
        draft.faults.add("apart.nobody", action.mark, what, "去掉 apart_from 里的自己")


def _check_role(role: Role, draft: Draft) -> None:
    """`apart_from` a body that is the only holder leaves nobody."""
    for other in role.apart_from:
        same = other == role.id or (other == "unit" and role.holder_kind == "unit")
        holder = draft.roles.get(other)
        if holder is not None and role.holder_kind == "organisation" and holder.holder == role.holder:
            same = True
        if same:
            what = f"角色“{role.id}”要与“{other}”回避，而担任者正是它，没有人可以担任"
            draft.faults.add("apart.nobody", role.mark, what, "改正 holder 或 apart_from")
