"""A pack read article by article: what of each clause is executed, said in Chinese, and what is left to people."""

from __future__ import annotations

from dataclasses import dataclass

from chengzhang.engine.decision import Citation
from chengzhang.engine.pack.model import UNSET, Duty, Pack, Rule
from chengzhang.engine.rules.ast import ALWAYS, Tree
from chengzhang.engine.rules.cited import article_zh, citations
from chengzhang.engine.rules.names import Unresolved
from chengzhang.engine.rules.sentence import say_moment, say_tree
from chengzhang.engine.values.literals import zh

from .citations import article_of
from .coverage import clauses_of, order_of, treatment
from .scroll import LEVELS, clause_says
from .tables import TableReading, table_reading, tables_of


@dataclass(frozen=True)
class Sentence:
    """One thing the system executes, readable aloud: level, sentence, the tests behind it, what it rests on."""

    level: str
    say: str
    tests: str = ""
    at: str = ""
    cite: tuple[Citation, ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Clause:
    """One clause of an article and everything the pack carries for it."""

    id: str
    say: str
    treatment: str  # executable | person | declaratory
    because: str
    sentences: tuple[Sentence, ...]
    tables: tuple[TableReading, ...]
    acts: tuple[str, ...]
    papers: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class ArticleReading:
    id: str
    name: str
    summary: str
    clauses: tuple[Clause, ...]


def article(pack: Pack, wanted: str) -> ArticleReading:
    """An article of the first measure with its clauses, in order."""
    entry = pack.articles.get(wanted)
    clauses = sorted((c for c in clauses_of(pack) if article_of(c) == wanted), key=order_of)
    return ArticleReading(
        wanted, article_zh(wanted), entry.zh if entry else "", tuple(_clause(pack, c) for c in clauses)
    )


def _clause(pack: Pack, clause: str) -> Clause:
    entry = pack.articles.get(article_of(clause))
    say, _ = clause_says(pack, next(iter(pack.measures)), clause)
    sentences = [_rule(pack, r) for r in pack.rules.values() if clause in r.cite]
    sentences += [_duty(pack, d) for d in pack.duties.values() if clause in d.cite]
    tables = tuple(
        table_reading(pack, t) for t in tables_of(pack) if clause in t.cite or any(clause in row.cite for row in t.rows)
    )
    papers = [p.zh for p in pack.papers.values() if clause in p.cite]
    papers += [
        pack.papers[n.paper].zh
        for r in pack.rules.values()
        for n in r.papers
        if clause in n.cite and n.paper in pack.papers
    ]
    numbers = [f"{p.zh}：{value_said(p.value)}" for p in pack.parameters.values() if clause in p.cite]
    kind = treatment(pack, clause)
    return Clause(
        clause,
        say,
        kind,
        entry.because if entry and kind == "person" else "",
        tuple(sentences),
        tables,
        _acts(pack, clause),
        tuple(dict.fromkeys(papers)),
        tuple(numbers),
    )


def _rule(pack: Pack, rule: Rule) -> Sentence:
    kind = _kind_at(pack, rule.at)
    tests = [said for said in (_said(pack, kind, rule.when, "适用于"), _said(pack, kind, rule.require, "要求")) if said]
    if rule.papers:
        tests.append("要有" + "、".join(pack.papers[n.paper].zh for n in rule.papers if n.paper in pack.papers))
    if rule.lift:
        tests.append("放行：" + ("条文没有写由谁" if rule.lift.by == "unnamed" else pack.call(rule.lift.by)))
    at = "、".join(dict.fromkeys(pack.actions[a].zh for a in rule.at if a in pack.actions))
    return Sentence(
        LEVELS.get(rule.level, ""), rule.say, "；".join(tests), at, citations(pack, rule.cite), rule.question or ""
    )


def _duty(pack: Pack, duty: Duty) -> Sentence:
    due = ""
    if duty.due is not None:
        try:
            due = say_moment(pack, duty.of, duty.due)
        except (Unresolved, KeyError):
            due = ""
    parts = [f"责任方：{pack.call(duty.who)}"] + ([f"期限：{due}"] if due else [])
    done = "、".join(dict.fromkeys(pack.actions[a].zh for a in duty.done_by if a in pack.actions))
    return Sentence("期限", duty.say, "；".join(parts), done, citations(pack, duty.cite), duty.question or "")


def _acts(pack: Pack, clause: str) -> tuple[str, ...]:
    """The acts that rest on a clause, gathered by who does them."""
    by: dict[str, list[str]] = {}
    for action in pack.actions.values():
        if clause in action.cite:
            parties = "、".join(pack.call(p.role) for p in action.with_)
            who = "系统按日期" if action.by == "system" else pack.call(action.by)
            by.setdefault(who, []).append(action.zh + (f"（{parties}参加）" if parties else ""))
    return tuple(f"{who}：{'、'.join(acts)}" for who, acts in by.items())


def _kind_at(pack: Pack, at: tuple[str, ...]) -> str:
    return next((pack.actions[a].subject for a in at if a in pack.actions), "project")


def _said(pack: Pack, kind: str, tree: Tree | None, head: str) -> str:
    if tree is None or tree == ALWAYS:
        return ""
    try:
        return head + say_tree(pack, kind, tree)
    except (Unresolved, KeyError):
        return ""


def value_said(value: object) -> str:
    if value is UNSET:
        return "未设定"
    if value is None or isinstance(value, (tuple, list)):
        return "无"
    return zh(value)  # type: ignore[arg-type]
