"""The scroll: the articles that a page cites, in the order of the measure, with rulings under their article.

Seals register here while the page is drawn, so the scroll holds exactly what the page used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from chengzhang.engine.decision import Citation, QuestionView
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.rules.cited import article_zh

from .citations import anchor, article_of, number

LEVELS = {"must": "必须", "in_principle": "原则上", "advise": "提示", "person": "由人判断", "declaratory": "宣示"}


@dataclass(frozen=True)
class Line:
    """One clause: its anchor, what it says in our own words, and how firmly."""

    anchor: str
    say: str
    level: str
    level_zh: str


@dataclass(frozen=True)
class ArticleView:
    number: str
    name: str
    summary: str
    measure: str
    lines: tuple[Line, ...]
    rulings: tuple[QuestionView, ...]


@dataclass
class Scroll:
    """Collects what the seals of one page cite. `docked`: beside the text; otherwise it floats."""

    packs: tuple[Pack, ...] = ()
    docked: bool = False
    cited: dict[tuple[str, str], Citation] = field(default_factory=dict)
    questions: dict[str, QuestionView] = field(default_factory=dict)

    def add(self, citation: Citation) -> str:
        self.cited[citation.measure, citation.clause] = citation
        return anchor(citation.measure, citation.clause)

    def add_question(self, question: QuestionView) -> str:
        self.questions[question.id] = question
        for citation in question.cite[:1]:
            self.add(citation)
        return f"q-{question.id}"

    def use(self, packs: Iterable[Pack]) -> None:
        self.packs = tuple({pack.digest: pack for pack in (*self.packs, *packs)}.values())

    @property
    def measure(self) -> dict[str, str]:
        """Title, number and first day of the measure at the head of the scroll."""
        for pack in self.packs:
            first = next(iter(pack.measures.values()))
            since = first.in_force_on
            return {
                "title": first.title,
                "number": first.number or "文号未定",
                "since": f"{since.year}年{since.month}月{since.day}日起施行" if since else "施行日期未定",
            }
        return {}

    @property
    def articles(self) -> list[ArticleView]:
        by_article: dict[tuple[str, str], list[Citation]] = {}
        for citation in self.cited.values():
            by_article.setdefault((citation.measure, article_of(citation.clause)), []).append(citation)
        order = sorted(by_article, key=lambda key: (self._rank(key[0]), _natural(key[1])))
        return [self._article(*key, by_article[key]) for key in order]

    def _rank(self, measure: str) -> tuple[int, str]:
        for pack in self.packs:
            if measure in pack.measures:
                return (list(pack.measures).index(measure), measure)
        return (99, measure)

    def _pack(self, measure: str) -> Pack | None:
        return next((pack for pack in self.packs if measure in pack.measures), None)

    def _article(self, measure: str, article: str, citations: list[Citation]) -> ArticleView:
        pack = self._pack(measure)
        first = pack is not None and next(iter(pack.measures)) == measure
        entry = pack.articles.get(article) if pack and first else None
        wanted = sorted(citations, key=lambda citation: _natural(citation.clause))
        rulings = tuple(
            view
            for view in self.questions.values()
            if any(c.measure == measure and article_of(c.clause) == article for c in view.cite[:1])
        )
        return ArticleView(
            number=number(article),
            name=wanted[0].zh or article_zh(article),
            summary=entry.zh if entry else "",
            measure="" if pack is None or (first and pack is self.packs[0]) else pack.measures[measure].title,
            lines=tuple(line(pack, citation) for citation in wanted),
            rulings=rulings,
        )


def line(pack: Pack | None, citation: Citation) -> Line:
    """What the pack makes of a clause, in its own words: the first rule, duty or table row that rests on it."""
    say, level = clause_says(pack, citation.measure, citation.clause) if pack else ("", "must")
    return Line(anchor(citation.measure, citation.clause), say, level, LEVELS.get(level, ""))


def clause_says(pack: Pack, measure: str, clause: str) -> tuple[str, str]:
    """(sentence, level) for a clause. Sentences come from the pack; empty when nothing in it speaks of the clause."""
    return _index(pack).get((measure, clause), ("", _treatment(pack, measure, clause)))


_indexes: dict[str, dict[tuple[str, str], tuple[str, str]]] = {}


def _index(pack: Pack) -> dict[tuple[str, str], tuple[str, str]]:
    """Clause -> (sentence, level), once a pack. What rests on the clause first and most narrowly speaks for it."""
    known = _indexes.get(pack.digest)
    if known is None:
        best: dict[tuple[str, str], tuple[tuple[int, int, int], str, str]] = {}
        first = next(iter(pack.measures))
        for rank, (cite, say, level) in enumerate(_sayings(pack)):
            for place, written in enumerate(cite):
                measure, _, clause = written.rpartition(":")
                key, weight = (measure or first, clause), (place, len(cite), rank)
                if say and (key not in best or weight < best[key][0]):
                    best[key] = (weight, say, level)
        known = _indexes[pack.digest] = {key: (say, level) for key, (_, say, level) in best.items()}
    return known


def _sayings(pack: Pack) -> Iterable[tuple[tuple[str, ...], str, str]]:
    """(citations, sentence, level) of everything in a pack that rests on clauses, the plainest speakers first."""
    for rule in pack.rules.values():
        yield rule.cite, rule.say, rule.level
    for duty in pack.duties.values():
        yield duty.cite, duty.say, duty.level
    for table in pack.tables.values():
        for row in table.rows:
            yield row.cite, row.say, "must"
    for rule in pack.rules.values():
        for need in rule.papers:
            yield need.cite, f"要有“{pack.papers[need.paper].zh}”" if need.paper in pack.papers else "", rule.level
    for action in pack.actions.values():
        by = "" if action.by == "system" else f"，由{pack.call(action.by)}办"
        yield action.cite, f"{action.zh}{by}", "must"
    for form in pack.forms.values():
        for item in form.fields:
            yield item.cite, f"《{form.zh}》要填“{item.zh}”", "must"
        yield form.cite, f"填《{form.zh}》", "must"
    for paper in pack.papers.values():
        yield paper.cite, f"材料：{paper.zh}", "must"
    for parameter in pack.parameters.values():
        yield parameter.cite, parameter.zh, "must"
    for role in pack.roles.values():
        yield role.cite, f"{role.zh}的职责", "declaratory"
    for article in pack.articles.values():
        yield (*article.person, *article.outside), article.because, "person"


def _treatment(pack: Pack, measure: str, clause: str) -> str:
    if measure == next(iter(pack.measures)):
        article = pack.articles.get(article_of(clause))
        if article and clause in article.declaratory:
            return "declaratory"
        if article and clause in (*article.person, *article.outside):
            return "person"
    return "must"


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"\d+|\D+", text))
