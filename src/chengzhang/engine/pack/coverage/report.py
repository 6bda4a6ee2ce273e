"""Every clause, number, ambiguity and form of an inventory, and what of the pack answers to it (sections 7.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chengzhang.engine.pack.coverage.claims import Claim, by_clause, claims
from chengzhang.engine.pack.coverage.numbers import stands_in
from chengzhang.engine.pack.errors import PackError
from chengzhang.engine.pack.inventory import Clause, Inventory, Number, read_inventory
from chengzhang.engine.pack.model import Article, Pack

TREATMENTS = ("declaratory", "person", "outside")


@dataclass(frozen=True, slots=True)
class ClauseView:
    """How a clause is treated: `claimed` (by which entries), declaratory, person, outside, or missing."""

    id: str
    article: str
    how: str
    by: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class NumberView:
    clause: str
    said: str
    by: str | None  # the entry it stands in; "counted" or "document" where it is excepted; None = nowhere


@dataclass(frozen=True, slots=True)
class AmbiguityView:
    clause: str
    by: tuple[str, ...]  # questions, or "article" where its reasoned treatment answers it


@dataclass(frozen=True, slots=True)
class FormView:
    id: str
    title: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole report. A pack covers its regulation when `faults` is empty."""

    pack: str
    inventory: str
    clauses: tuple[ClauseView, ...]
    numbers: tuple[NumberView, ...]
    ambiguities: tuple[AmbiguityView, ...]
    forms: tuple[FormView, ...]
    faults: tuple[PackError, ...]

    @property
    def ok(self) -> bool:
        return not self.faults

    def count(self, how: str) -> int:
        return sum(clause.how == how for clause in self.clauses)


def coverage(pack: Pack, inventory: Inventory | Path | str) -> Coverage:
    """What of an inventory a pack carries. The inventory is of the pack's first measure."""
    known = inventory if isinstance(inventory, Inventory) else read_inventory(Path(inventory))
    return _Survey(pack, known).report()


class _Survey:
    def __init__(self, pack: Pack, inventory: Inventory) -> None:
        self.pack, self.inventory = pack, inventory
        self.claims = by_clause(claims(pack), next(iter(pack.measures)))
        self.treated = {
            clause: (how, article)
            for article in pack.articles.values()
            for how in TREATMENTS
            for clause in getattr(article, how)
        }
        self.faults: list[PackError] = []

    def report(self) -> Coverage:
        clauses = tuple(self.clause(clause) for clause in self.inventory.clauses.values())
        numbers = tuple(view for clause in self.inventory.clauses.values() for view in self.numbers(clause))
        asked = tuple(self.ambiguity(c) for c in self.inventory.clauses.values() if c.ambiguity)
        forms = tuple(self.forms())
        self.unknown_clauses()
        name = f"{self.pack.id}/{self.pack.release}"
        return Coverage(name, self.inventory.id, clauses, numbers, asked, forms, tuple(self.faults))

    def fault(self, code: str, at: object, what: str, do: str) -> None:
        self.faults.append(PackError(code, what, do, getattr(at, "mark", None)))

    def clause(self, clause: Clause) -> ClauseView:
        found = self.claims.get(clause.id, [])
        if found:
            return ClauseView(clause.id, clause.article, "claimed", tuple(dict.fromkeys(c.name for c in found)))
        if clause.id in self.treated:
            how, article = self.treated[clause.id]
            return ClauseView(clause.id, clause.article, how, (f"article {article.id}",), article.because)
        self.fault(
            "coverage.clause",
            clause,
            f"条款 {clause.id}（{clause.article}）没有依据它的内容",
            f"在规则、义务、动作、表单、材料、指标或问题里引用它，或在 articles 里写明它是 {'、'.join(TREATMENTS)}",
        )
        return ClauseView(clause.id, clause.article, "missing")

    def numbers(self, clause: Clause) -> Iterator[NumberView]:
        for number in clause.numbers:
            by = self.where(clause, number)
            said = f"{number.op} {'..'.join(number.values)}{number.unit}（{number.means}）"
            if by is None:
                self.fault(
                    "coverage.number",
                    number,
                    f"条款 {clause.id} 的 {said} 在引用它的内容里没有",
                    "写进引用该条的规则、义务、参数等，单位和“含不含”都要一致",
                )
            yield NumberView(clause.id, said, by)

    def where(self, clause: Clause, number: Number) -> str | None:
        if number.counted:
            return "counted"
        if number.unit in ("文号", "届"):
            return "document"
        for claim in self.claims.get(clause.id, []):
            if stands_in(number, claim.atoms, claim.words):
                return claim.name
        article = self.article(clause.id)
        if article is not None and stands_in(number, (), f"{article.zh} {article.because}"):
            return f"article {article.id}"
        return None

    def article(self, clause: str) -> Article | None:
        return self.pack.articles.get(clause.rpartition("-")[0])

    def ambiguity(self, clause: Clause) -> AmbiguityView:
        """A question that cites the clause; or the reason given for treating it without a rule."""
        by = tuple(claim.id for claim in self.claims.get(clause.id, []) if claim.kind == "question")
        if not by and clause.id in self.treated and self.treated[clause.id][1].because:
            by = (f"article {self.treated[clause.id][1].id}",)
        if not by:
            self.fault(
                "coverage.ambiguity",
                clause,
                f"条款 {clause.id} 有疑义，没有问题引用它：{clause.ambiguity}",
                "在 questions 里写上问题、读法和理由，cite 里写上该条",
            )
        return AmbiguityView(clause.id, by)

    def forms(self) -> Iterator[FormView]:
        """A form or paper of that name, else one that cites a clause of it, else a rule that asks for its papers.

        One without fields (a diagram that the text lacks) may be left to a question.
        """
        papers = {paper.id: (paper.zh, *paper.also) for paper in self.pack.papers.values()}
        for form in self.inventory.forms:
            by = [f"paper {name}" for name, names in papers.items() if form.title in names]
            by += [f"form {f.id}" for f in self.pack.forms.values() if f.zh == form.title]
            citing = [claim for clause in form.clauses for claim in self.claims.get(clause, [])]
            kinds = ("form", "paper") if form.fields else ("form", "paper", "question")
            by += [claim.name for claim in citing if claim.kind in kinds or claim.asks]
            if not by:
                self.fault(
                    "coverage.form",
                    form,
                    f"“{form.title}”（{form.id}）没有对应的表单或材料",
                    f"写上表单或材料，cite {'、'.join(form.clauses)}",
                )
            yield FormView(form.id, form.title, tuple(dict.fromkeys(by)))

    def unknown_clauses(self) -> None:
        """Citations of clauses that the inventory lacks."""
        cited: dict[str, Claim | None] = {clause: found[0] for clause, found in self.claims.items()}
        cited.update(dict.fromkeys(clause for clause in self.treated if clause not in cited and ":" not in clause))
        for clause, claim in cited.items():
            if clause not in self.inventory.clauses:
                where = claim.name if claim else f"article {self.treated[clause][1].id}"
                at = next((c for c in (claim.cite if claim else ()) if c.rpartition(":")[2] == clause), None)
                self.fault("coverage.unknown_clause", at, f"{where} 引用了 {clause}，清单里没有这一条", "核对条款号")
