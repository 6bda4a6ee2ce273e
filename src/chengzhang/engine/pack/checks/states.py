"""States and acts: reachable, with a way out, every word led somewhere, follow-ups that can happen (section 7.4)."""

from __future__ import annotations

from collections.abc import Iterable

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import did_you_mean
from chengzhang.engine.pack.model import Action, SubjectDef
from chengzhang.engine.rules.names import Scope, Unresolved


def check_states(draft: Draft) -> None:
    actions = {action.id: action for subject in draft.subjects.values() for action in subject.actions.values()}
    for subject in draft.subjects.values():
        if not any(broken.startswith(f"{subject.id}.") for broken in draft.broken.get("actions", ())):
            _check_graph(subject, draft)
    for action in actions.values():
        _check_words(action, draft)
        _check_through(action, actions, draft)
        _check_targets(action, actions, draft)
        _check_system(action, actions, draft)
    _check_circles(actions, draft)


def _steps(subject: SubjectDef) -> list[tuple[tuple[str, ...], str]]:
    """(from states, to) of every act and lapse."""
    found = [
        (action.from_states, to)
        for action in subject.actions.values()
        for to in ((action.to,) if action.to else action.to_words.values())
    ]
    for lapse in subject.lapses:
        found.append((lapse.from_states or tuple(s for s in subject.states if s != lapse.to), lapse.to))
    return found


def _check_graph(subject: SubjectDef, draft: Draft) -> None:
    steps = _steps(subject)
    reached = _closure({"new"}, ((state, to) for states, to in steps for state in states))
    for state in subject.states:
        if state not in reached:
            draft.faults.add(
                "state.unreachable",
                subject.mark,
                f"“{subject.id}”的状态“{state}”从 new 到不了",
                "写上到它的动作，或改正 from、to",
            )
    for state in subject.ends:
        if state not in subject.states:
            do = did_you_mean(state, subject.states, f"可用：{'、'.join(subject.states)}")
            draft.faults.add("state.unknown", subject.mark, f"ends 里的“{state}”不是“{subject.id}”的状态", do)
    if not set(subject.ends) <= set(subject.states):
        return  # a misspelt end would make every state look stuck
    saved = _closure(set(subject.ends), ((to, state) for states, to in steps for state in states))
    for state in subject.states:
        if state in reached and state not in saved:
            draft.faults.add(
                "state.stuck",
                subject.mark,
                f"“{subject.id}”到了“{state}”就没有出路",
                "写上离开它的动作，或把它列入 ends",
            )


def _closure(start: set[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    pairs = list(edges)
    found = set(start)
    while fresh := {b for a, b in pairs if a in found} - found:
        found |= fresh
    return found


def _check_words(action: Action, draft: Draft) -> None:
    """`to: {by: field}` leads every word of the field to a state."""
    if action.to_by is None:
        return
    words = _words_of(action, draft)
    if words is None:
        return
    for word in words:
        if word not in action.to_words:
            draft.faults.add(
                "to.uncovered",
                action.mark,
                f"动作“{action.id}”的 to 没有写“{action.to_by}”为“{word}”时的状态",
                f"补上 {word}: 状态",
            )
    for word in action.to_words:
        if word not in words:
            do = did_you_mean(word, words, f"可用：{'、'.join(words)}")
            draft.faults.add("word.unknown", action.mark, f"“{action.to_by}”没有“{word}”这个词", do)


def _words_of(action: Action, draft: Draft) -> tuple[str, ...] | None:
    """The words that the deciding field can hold; None if it is broken elsewhere."""
    by = str(action.to_by)
    form = draft.forms.get(action.form or "")
    field = next((f for f in form.fields if f.id == by), None) if form else None
    if field is not None:
        if field.type == "yes_no":
            return ("yes", "no")
        words = draft.types.get(field.type)
        return field.only or (tuple(words.words) if words else ())
    try:
        scope = Scope(draft, action.subject)
        meaning = scope.meaning(by)
        type_name = scope.type_of_meaning(meaning)
    except Unresolved as wrong:
        if action.form and draft.has("forms", action.form) and not form:
            return None
        draft.faults.add(
            "to.field", action.mark, f"动作“{action.id}”的表单没有“{by}”这一项：{wrong.what}", "写表单里的一项"
        )
        return None
    if type_name == "yes_no":
        return ("yes", "no")
    return tuple(scope.words(type_name) or ())


def _check_through(action: Action, actions: dict[str, Action], draft: Draft) -> None:
    for other in action.only_through:
        leader = actions.get(other)
        if leader is not None and all(follow.act != action.id for follow in leader.then):
            draft.faults.add(
                "only_through",
                action.mark,
                f"动作“{action.id}”只能经由“{other}”，而它的 then 里没有这个动作",
                f"在 {other} 里写 then: [{action.id}]",
            )


def _check_targets(action: Action, actions: dict[str, Action], draft: Draft) -> None:
    """Each follow-up has something it can be done to."""
    for follow in action.then:
        target = actions.get(follow.act)
        if target is None or "new" in target.from_states:
            continue
        own = draft.subject_types[action.subject]
        if own.members == target.subject:
            continue
        try:
            Scope(draft, action.subject).place(target.subject)
        except Unresolved as wrong:
            draft.faults.add(
                "then.target", action.mark, f"动作“{action.id}”的 then 到不了“{follow.act}”：{wrong.what}", wrong.do
            )


def _check_system(action: Action, actions: dict[str, Action], draft: Draft) -> None:
    """An act `by: system` happens only if another act or a duty's lateness does it."""
    if action.by != "system":
        return
    led = {follow.act for other in actions.values() for follow in other.then}
    led |= {duty.late.does for duty in draft.duties.values() if duty.late and duty.late.does}
    if action.id not in led and "duties" not in draft.broken:
        draft.faults.add(
            "system.idle",
            action.mark,
            f"动作“{action.id}”由系统做，却没有什么会引起它",
            "写进一个动作的 then 或一项义务的 late.does",
        )


def _check_circles(actions: dict[str, Action], draft: Draft) -> None:
    """No act may lead back to itself through `then`, even under conditions."""
    done: set[str] = set()

    def walk(act: str, path: list[str]) -> None:
        if act in path:
            circle = [*path[path.index(act) :], act]
            draft.faults.add("then.circle", actions[act].mark, f"then 绕成一圈：{' → '.join(circle)}", "去掉其中一步")
        elif act in actions and act not in done:
            for follow in actions[act].then:
                walk(follow.act, [*path, act])
            done.add(act)

    for act in actions:
        walk(act, [])
