"""States in words. A state has no Chinese name of its own: it is what the act that leads to it has done."""

from __future__ import annotations

from chengzhang.engine.pack.model import Action, Pack, SubjectDef


def state_zh(pack: Pack, kind: str, state: str) -> str:
    """`未开始`, or `已` with the acts that lead there: `已“批复立项”`, `已“形成论证结论：通过”`."""
    if state == "new":
        return "未开始"
    done = _acts_zh(pack, kind, state)
    return f"已{'或'.join(f'“{act}”' for act in done)}" if done else state


def say_states(pack: Pack, kind: str, states: tuple[str, ...], negated: bool) -> str:
    """`“审查论证”已“形成论证结论：通过”`, `“建设”尚未“确认建设完成”`, `“立项”当前为已“单独报批”`.

    A state that something follows is said with 当前, since the act stays done when the state has moved on.
    """
    who = f"“{pack.call(kind)}”"
    if states == ("new",):
        return f"{who}{'已经' if negated else '尚未'}开始"
    begun = [act for state in states if state != "new" for act in _acts_zh(pack, kind, state) or [state]]
    acts = "或".join(f"“{act}”" for act in dict.fromkeys(begun))
    fresh = "未开始或" if "new" in states else ""
    if fresh or any(_moves_on(pack.subjects.get(kind), state) for state in states):
        return f"{who}当前{'不是' if negated else '为'}{fresh}已{acts}"
    return f"{who}{'尚未' if negated else '已'}{acts}"


def _moves_on(subject: SubjectDef | None, state: str) -> bool:
    if subject is None:
        return False
    return state not in subject.ends and any(
        state in action.from_states and set(_targets(action)) != {state} for action in subject.actions.values()
    )


def _targets(action: Action) -> list[str]:
    return [action.to] if action.to is not None else list(action.to_words.values())


def _acts_zh(pack: Pack, kind: str, state: str) -> list[str]:
    """The acts that lead to a state; an act that stays in it only if no other leads there."""
    subject = pack.subjects.get(kind)
    if subject is None:
        return []
    leading = [a for a in subject.actions.values() if state in _targets(a)]
    arriving = [a for a in leading if set(a.from_states) - {state}]
    return [_outcome_zh(pack, kind, action, state) for action in arriving or leading]


def _outcome_zh(pack: Pack, kind: str, action: Action, state: str) -> str:
    if action.to is not None:
        return action.zh
    words = [word for word, target in action.to_words.items() if target == state]
    labels = _words_of(pack, kind, action)
    return f"{action.zh}：{'或'.join(labels.get(word, word) for word in words)}"


def _words_of(pack: Pack, kind: str, action: Action) -> dict[str, str]:
    """The word list of the field that decides an act's outcome: a field of its form, or a fact of the subject."""
    by = (action.to_by or "").rpartition(".")[2]
    form = pack.forms.get(action.form or "")
    types = [f.type for f in form.fields if f.id == by] if form is not None else []
    types += [fact.type for fact in pack.facts.values() if fact.owner == kind and fact.key == by]
    found = next((pack.types[t] for t in types if t in pack.types), None)
    return found.words if found is not None else {}
