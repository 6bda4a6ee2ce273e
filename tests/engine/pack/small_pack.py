"""A small sound pack as files, and what becomes of it when one place is broken."""

from __future__ import annotations

from pathlib import Path

from chengzhang.engine.pack.errors import PackErrors
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.model import Pack

FILES = {
    "_vocabulary/types.yaml": """\
kind: {words: {big: 大, little: 小}}
result: {words: {passed: 合格, failed: 不合格}}
track: {words: {full: 全流程, outside: 不适用}}
""",
    "_vocabulary/roles.yaml": """\
owner: {zh: 船东}
master: {zh: 港务长}
clerk: {zh: 书记}
system: {zh: 系统}
""",
    "_vocabulary/subjects.yaml": """\
authority_office: {zh: 台账, root: yes}
unit: {zh: 单位, parent: authority_office, many: yes}
project: {zh: 项目, parent: unit, many: yes}
visit: {zh: 检查, parent: project}
payment: {zh: 缴费, parent: project, many: yes}
""",
    "_vocabulary/facts.yaml": """\
title: {zh: 名称, type: text, from: declared}
size: {zh: 大小, type: kind, from: declared}
cost: {zh: 造价, type: money, from: declared}
share: {zh: 比例, type: ratio, from: declared}
unit.local: {zh: 本地, type: yes_no, from: declared}
visit.held_on: {zh: 检查日期, type: date, from: recorded}
visit.result: {zh: 结论, type: result, from: recorded}
payment.amount: {zh: 缴费金额, type: money, from: declared}
papers: {zh: 材料, type: set of papers, from: recorded}
""",
    "pack.yaml": """\
id: small
release: 2020-01-01
format: 1
zh: 小规则
measures:
  order: {title: 小令, number: 1号, issued_on: 2020-01-01, in_force_on: 2020-01-01, cite: [1-1]}
status: in_force
""",
    "scope.yaml": """\
track:
  decide: track
  cite: [2-1]
  rows:
  - {then: outside, when: {all: [unit.local == no]}}
  - {then: full, when: {all: [unit.local == yes]}}
tracks:
  full: {subjects: all}
  outside: {subjects: []}
""",
    "roles.yaml": """\
owner: {zh: 船东, holder: unit, cite: [1-1]}
master: {zh: 港务长, holder: 港务局, cite: [1-1]}
clerk: {zh: 书记, holder: 港务局, cite: [1-1]}
""",
    "subjects.yaml": """\
project:
  ends: [closed]
  actions:
    register: {zh: 建档, by: owner, from: new, to: active, form: project, cite: [3-1]}
    close: {zh: 办结, by: master, from: active, to: closed, cite: [3-2]}
visit:
  ends: [passed, failed]
  actions:
    open: {zh: 开始, by: master, from: new, to: running, cite: [4-1]}
    hold:
      zh: 结论
      by: master
      with:
      - {role: clerk, part: witness, cite: [4-2]}
      from: running
      to: {by: result, passed: passed, failed: failed}
      form: report
      sets: {held_on: form.held_on, result: form.result}
      cite: [4-2]
payment:
  ends: [paid]
  actions:
    pay: {zh: 缴费, by: owner, from: new, to: paid, form: payment, cite: [5-1]}
""",
    "forms.yaml": """\
project: {zh: 建档, fields: [{fact: title, required: yes}, {fact: size}, {fact: cost}, {fact: share}]}
report: {zh: 报告, fields: [{fact: visit.held_on, required: yes}, {fact: visit.result, required: yes}]}
payment: {zh: 缴费单, fields: [{fact: payment.amount, required: yes}]}
""",
    "rules.yaml": """\
visited:
  at: project.close
  cite: [3-2]
  require: {all: [visit is passed, cost >= 10万元]}
  say: 检查合格后办结
in_full:
  at: payment.pay
  cite: [5-2]
  level: in_principle
  lift: {by: master, reason: yes}
  when: {all: [size == big]}
  require: {all: [share < 10%, fee == large]}
  say: 大船原则上一次缴清
fee:
  decide: fee
  words: {large: 高, small: 低}
  question: which_fee
  rows:
  - {then: large, cite: [6-1], when: {all: [size == big]}}
  - {then: small, cite: [6-2], when: {all: [size == little]}}
paper_trail:
  at: visit.hold
  cite: [4-3]
  papers: [{paper: log}]
  say: 附日志
""",
    "papers.yaml": "log: {zh: 日志, kind: file, cite: [4-3]}\n",
    "questions.yaml": """\
which_fee: {asks: 收多少？, why: vague, cite: [6-1], default: a, because: 惯例, who: [master],
  readings: {a: 甲, b: {zh: 乙, gives: {grace: 20 days}}}}
""",
    "parameters.yaml": "grace: {zh: 宽限, type: period, value: 10 days, cite: [7-1], by: {question: which_fee}}\n",
    "facts.yaml": """\
paid: {zh: 已缴, type: money, is: sum(payment.amount), where: {all: [payment is paid]}, cite: [5-1]}
""",
    "duties.yaml": """\
visit_soon:
  of: visit
  who: master
  opens: visit.open
  due: visit.held_on + grace
  done_by: visit.hold
  cite: [4-1]
  say: 及时检查
""",
    "articles.yaml": '"9": {zh: 礼仪, declaratory: [9-1]}\n',
}


def write(folder: Path, changes: dict[str, str] | None = None) -> Path:
    """The small pack below `folder`, files replaced or added by `changes`; returns the release's folder."""
    files = {**FILES, **(changes or {})}
    for name, text in files.items():
        path = folder / name if name.startswith("_vocabulary") else folder / "small" / "2020-01-01" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text) if isinstance(text, bytes) else path.write_text(text, "utf-8")
    return folder / "small" / "2020-01-01"


def load(folder: Path, changes: dict[str, str] | None = None) -> Pack:
    return load_pack(write(folder, changes), folder / "_vocabulary")


def faults(folder: Path, changes: dict[str, str]) -> list[str]:
    """What loading the changed pack says, a line a fault; empty if it loads."""
    try:
        load(folder, changes)
    except PackErrors as wrong:
        return [str(error) for error in wrong.errors]
    return []


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """One file with one place changed."""
    assert old in FILES[file], f"{old!r} is not in {file}"
    return {file: FILES[file].replace(old, new, 1)}
