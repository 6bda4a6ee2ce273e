"""Readings, parameters and parts that must fit one another, and names that must mean one thing (sections 7.2, 7.7)."""

from __future__ import annotations

from chengzhang.engine.pack.draft import Draft
from chengzhang.engine.pack.errors import did_you_mean


def check_fits(draft: Draft) -> None:
    _check_doubles(draft)
    _check_readings(draft)
    _check_givers(draft)
    _check_parts(draft)


def _check_readings(draft: Draft) -> None:
    """Readings that rules and rows name; parameters that wait for one."""
    for rule in draft.rules.values():
        question = draft.questions.get(rule.question or "")
        for reading in rule.reading if question else ():
            if question and reading not in question.readings:
                do = did_you_mean(reading, question.readings, f"可用：{'、'.join(question.readings)}")
                draft.faults.add("reading.unknown", rule.mark, f"问题“{question.id}”没有“{reading}”这种读法", do)
    for table in draft.tables.values():
        for row in table.rows:
            question = draft.questions.get(row.ask or "")
            if question and set(question.readings) != set(row.readings):
                want = "、".join(question.readings)
                draft.faults.add(
                    "reading.unknown",
                    row.mark,
                    f"这一行没有给齐“{question.id}”的各种读法",
                    f"每种读法写一个结果：{want}",
                )
    for parameter in draft.parameters.values():
        if parameter.by is None or parameter.by[0] != "question":
            continue
        question = draft.questions.get(parameter.by[1])
        if question and not any(parameter.id in reading.gives for reading in question.readings.values()):
            do = f"在 {question.id} 的读法里写 gives: {{{parameter.id}: …}}，或去掉 by"
            draft.faults.add("parameter.unread", parameter.mark, f"没有一种读法给出参数“{parameter.id}”", do)


def _check_givers(draft: Draft) -> None:
    """A reading gives only parameters that say they wait for its question."""
    for question in draft.questions.values():
        for name in sorted({name for reading in question.readings.values() for name in reading.gives}):
            parameter = draft.parameters.get(name)
            if parameter is not None and parameter.by != ("question", question.id):
                what = f"问题“{question.id}”的读法给出参数“{name}”，而它没有写 by: {{question: {question.id}}}"
                draft.faults.add("parameter.by", parameter.mark, what, "补上 by，或去掉 gives")


def _check_doubles(draft: Draft) -> None:
    """A bare name of the rule language means one thing: a fact, a derived fact, a parameter or a table."""
    first: dict[str, str] = {name: "facts" for name in draft.facts if "." not in name}
    for section in ("derived", "parameters", "tables"):
        for name, entry in getattr(draft, section).items():
            if name in first:
                what = f"“{name}”在 {first[name]} 和 {section} 里各有一个，规则行里说不清是哪一个"
                draft.faults.add("name.doubled", entry.mark, what, "给其中一个换名称")
            first.setdefault(name, section)


def _check_parts(draft: Draft) -> None:
    for rule in draft.rules.values():
        for asked in rule.papers:
            paper = draft.papers.get(asked.paper)
            for part in asked.parts if paper else ():
                if paper and part not in paper.parts:
                    do = did_you_mean(part, paper.parts, f"可用：{'、'.join(paper.parts) or '这份材料不分部分'}")
                    draft.faults.add("paper.part", rule.mark, f"材料“{paper.id}”没有“{part}”这一部分", do)
