"""`chengzhang decide`: may this act be done on this day, why, what is missing, and what would open it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from chengzhang.cli.asking import add_common, pack_and_calendar, refuse, roles_of, show
from chengzhang.engine.change import Change, least_change
from chengzhang.engine.decide import decide
from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.decision import Decision, Truth
from chengzhang.engine.decision_json import decision_json
from chengzhang.engine.explain import articles, explain, say_duty, say_step
from chengzhang.engine.facts_file import CaseFile, read_facts_file
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.replay import receipt_file
from chengzhang.engine.values import zh_date

MARKS = {Truth.MET: "✓", Truth.UNMET: "✗", Truth.UNKNOWN: "？", Truth.NOT_APPLICABLE: "－"}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("decide", help="ask whether an act may be done, and why")
    parser.add_argument("--action", required=True, metavar="ACT", help="subject.verb, see `chengzhang pack actions`")
    parser.add_argument("--id", help="which subject, where there are several")
    add_common(parser, role_required=True)
    parser.add_argument(
        "--receipt", type=Path, metavar="FILE", help="write the receipt, with its whole input, for `replay`"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        pack, calendar = pack_and_calendar(args.pack)
        roles = roles_of(args.roles, pack)
        case = read_facts_file(pack, args.facts, args.on)
        subject = case.subject(args.action, args.id)
    except FactsError as error:
        return refuse(error, args.json)
    act = case.act(args.action, roles or frozenset())
    decision = decide(pack, subject, act, calendar, case.bench)
    changes = () if decision.outcome.allows else least_change(pack, subject, act, calendar, case.bench)
    receipt = receipt_file(subject, act, case.bench, decision)
    if args.receipt is not None:
        args.receipt.write_text(json.dumps(receipt, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if args.json:
        show({**decision_json(decision, pack, changes), "ignored": list(case.ignored), "receipt": receipt})
    else:
        print("\n".join(_as_text(decision, changes, pack, case)))
    return 0 if decision.outcome.allows else 1


def _as_text(decision: Decision, changes: tuple[Change, ...], pack: Pack, case: CaseFile) -> Iterator[str]:
    headline, *sentences = explain(decision, pack)
    yield headline
    yield from (f"  {sentence}" for sentence in sentences)
    yield "逐条："
    for finding in decision.findings:
        level = {"in_principle": "（原则上）", "advise": "（提示）"}.get(finding.level, "")
        lifted = "（例外已批准）" if finding.lifted else ""
        yield f"  {MARKS[finding.truth]} {level}{finding.say}{lifted}{articles(finding.cite)}"
        for test in finding.tests:
            values = "，".join(f"{name}={value}" for name, value in test.values.items())
            yield f"      {MARKS[test.truth]} {test.zh}" + (f"［{values}］" if values else "")
    if decision.papers:
        yield "材料："
        yield from (
            f"  {'✓' if p.present else '－' if p.skipped else '✗'} {p.zh}{articles(p.cite)}" for p in decision.papers
        )
    if decision.duties_opened:
        yield "由此产生的义务："
        yield from (f"  {say_duty(duty, pack)}" for duty in decision.duties_opened)
    yield from say_changes(changes, pack)
    yield from (f"注意：{event}在此日之后，未计入" for event in case.ignored)
    if decision.receipt is not None:
        yield f"回执 {decision.receipt.digest}"


def say_changes(changes: tuple[Change, ...], pack: Pack) -> Iterator[str]:
    """The smallest sets, most plausible first, each step with who does it."""
    if changes:
        yield "最少还要："
    for n, change in enumerate(changes[:5], 1):
        when = f"，最早{zh_date(change.opens_on)}" if change.opens_on is not None else ""
        yield f"  {n}）{len(change.steps)}件{when}"
        yield from (f"     {say_step(step, pack)}" for step in change.steps)
