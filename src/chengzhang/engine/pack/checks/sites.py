"""Every place of a pack where the rule language is written, and from which kind of subject it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from chengzhang.engine.pack.checks.definitions import definitions, of_table
from chengzhang.engine.pack.checks.site import Site, perspective
from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.meta import Meta
from chengzhang.engine.pack.model import Duty, Field, Rule, Scope, Stage, SubjectDef, Table
from chengzhang.engine.rules.ast import (
    ALWAYS,
    Due,
    Moment,
    Name,
    PeriodEnd,
    Tree,
    Undated,
    WithAct,
)
from chengzhang.engine.rules.check import check_tree
from chengzhang.engine.rules.names import Scope as Perspective


def sites(draft: Draft, meta: Meta, scope: Scope, stages: tuple[Stage, ...]) -> list[Site]:
    """All sites: first where entries are used, then the definitions that these rest on, from the same perspectives."""
    found = [
        *(site for rule in draft.rules.values() for site in _of_rule(rule, draft)),
        *(site for subject in draft.subjects.values() for site in _of_subject(subject, draft)),
        *(site for duty in draft.duties.values() for site in _of_duty(duty, draft)),
        *_of_forms(draft),
        *_of_the_rest(draft, meta, scope, stages),
    ]
    found = [site for site in found if site.tree is not ALWAYS and (site.tree is not None or site.moment is not None)]
    return [*found, *definitions(found, draft)]


def _of_rule(rule: Rule, draft: Draft) -> Iterator[Site]:
    actions = {action.id: action for subject in draft.subjects.values() for action in subject.actions.values()}
    for act in rule.at:
        action = actions.get(act)
        if action is None:
            continue
        here = Site(
            "rules", rule.id, "when", perspective(draft, action.subject, _form(action.form)), rule.cite, rule.mark
        )
        yield replace(here, tree=rule.when)
        yield replace(here, part="require", tree=rule.require)
        yield replace(here, part="not_before", moment=rule.not_before)
        for paper in rule.papers:
            yield replace(here, part="papers", tree=paper.when, cite=paper.cite or rule.cite)
        if rule.lift is not None:
            yield replace(here, part="lift", tree=rule.lift.when)


def _form(form: str | None) -> tuple[str, ...]:
    return (form,) if form else ()


def _of_subject(subject: SubjectDef, draft: Draft) -> Iterator[Site]:
    for action in subject.actions.values():
        scope = perspective(draft, subject.id, _form(action.form))
        here = Site("subjects", action.id, "then", scope, action.cite, action.mark)
        for follow in action.then:
            yield replace(here, tree=follow.when)
        for bar in action.raises:
            yield replace(here, part="raises", tree=bar.when)
            yield replace(here, part="raises", moment=bar.until)
        for source in action.sets.values():
            if isinstance(source, Name):
                yield replace(here, part="sets", moment=source)
    for lapse in subject.lapses:
        here = Site("subjects", subject.id, "lapses", perspective(draft, subject.id, ()), lapse.cite, subject.mark)
        for after, unless in lapse.any:
            yield replace(here, moment=after)
            yield replace(here, tree=unless)


def _of_duty(duty: Duty, draft: Draft) -> Iterator[Site]:
    actions = {action.id: action for subject in draft.subjects.values() for action in subject.actions.values()}
    here = Site("duties", duty.id, "due", perspective(draft, duty.of, ()), duty.cite, duty.mark)
    yield replace(here, moment=_counted(duty.due))
    yield replace(here, part="remind", moment=duty.remind)
    yield replace(here, part="only", tree=duty.only)
    if isinstance(duty.every, Name):
        yield replace(here, part="every", moment=duty.every)
    if duty.window is not None:
        yield replace(here, part="window", moment=duty.window.opens)
        yield replace(here, part="window", moment=duty.window.due)
    for opening in duty.opens:
        action = actions.get(opening.act)
        if action is not None:
            scope = perspective(draft, action.subject, _form(action.form))
            yield replace(here, part="opens", scope=scope, tree=opening.when)


def _counted(due: Due | None) -> Moment | None:
    return None if due is None or isinstance(due, Undated | WithAct | PeriodEnd) else due


def _of_forms(draft: Draft) -> Iterator[Site]:
    """A form's conditions, read from each subject that uses the form."""
    users: dict[str, set[str]] = {}
    for subject in draft.subjects.values():
        for action in subject.actions.values():
            if action.form:
                users.setdefault(action.form, set()).add(subject.id)
    for paper in draft.papers.values():
        if paper.form and paper.form not in users:
            users[paper.form] = {paper.of}
    for form in draft.forms.values():
        for kind in sorted(users.get(form.id, {"project"})):
            scope = perspective(draft, kind, (form.id,))
            for field in form.fields:
                yield from _of_field(form.id, field, scope)


def _of_field(form: str, field: Field, scope: Perspective) -> Iterator[Site]:
    here = Site("forms", form, "required", scope, field.cite, field.mark)
    if not isinstance(field.required, bool):
        yield replace(here, tree=field.required)
    yield replace(here, part="limit", moment=field.latest)
    yield replace(here, part="limit", moment=field.earliest)
    if field.show:
        yield replace(here, part="show", moment=Name(field.show))
    if field.columns:
        rows = scope.rows(field.fact or f"form.{field.id}")
        for column in field.columns:
            yield from _of_field(form, column, scope.of(rows.kind, rows))


def _of_the_rest(draft: Draft, meta: Meta, scope: Scope, stages: tuple[Stage, ...]) -> Iterator[Site]:
    project = perspective(draft, "project", ())
    for table in [*([scope.table] if scope.table else []), *(r.holder for r in draft.roles.values())]:
        if isinstance(table, Table):
            yield from of_table(table, project)
    for stage in stages:
        yield Site("stages", stage.id, "reached", project, (), getattr(stage.id, "mark", None), stage.reached)
    for indicator in draft.indicators.values():
        here = Site(
            "indicators", indicator.id, "where", perspective(draft, indicator.of, ()), indicator.cite, indicator.mark
        )
        yield replace(here, tree=indicator.where)
        for name in indicator.by:
            yield replace(here, part="by", moment=Name(name))
    for keep in meta.transition:
        yield Site(
            "pack", "transition", "when", perspective(draft, keep.keep, ()), keep.cite, meta.place.mark, keep.when
        )
    for edge in meta.lineage:
        yield Site("pack", "lineage", "where", project, edge.cite, meta.place.mark, edge.where)
    for always in draft.always:
        home = _home(draft, always.test)
        yield Site("facts", "always", "always", home, always.cite, always.mark, always.test)


def _home(draft: Draft, tree: Tree) -> Perspective:
    """The first kind of subject from which every name means something; the project if there is none."""
    scopes = [perspective(draft, kind) for kind in ("project", *draft.subjects)]
    return next((scope for scope in scopes if not check_tree(scope, tree)), scopes[0])
