"""`chengzhang act`: do an act as an account, through the same door as the pages and the interface for programs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .server import actor_named, on_the_server

if TYPE_CHECKING:
    from chengzhang.foundation.people.actor import Actor
    from chengzhang.projects.command import Outcome


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("act", help="do an act as an account, through the same door")
    parser.add_argument("project", help="the project's code; - for a new project or a matter of the office")
    parser.add_argument("action", help="such as declaration.submit")
    parser.add_argument("--as", dest="account", required=True, metavar="ACCOUNT")
    parser.add_argument("--at", metavar="ORGANISATION", help="which post, where the account has several")
    parser.add_argument("--of", metavar="SUBJECT", help="which one, such as contract.2")
    parser.add_argument(
        "--answers", type=Path, metavar="FILE", help="JSON: answers by field id; - reads standard input"
    )
    parser.add_argument("--members", type=Path, metavar="FILE", help="JSON: of a batch, member -> its answers")
    parser.add_argument(
        "--paper", action="append", default=[], metavar="PAPER=FILE", help="hand a file in with the act"
    )
    parser.add_argument("--skip", action="append", default=[], metavar="PAPER=REASON", help="declare it not applicable")
    parser.add_argument("--lift", action="append", default=[], metavar="RULE=REASON", help="lift a rule in principle")
    parser.add_argument("--reason", default="")
    parser.add_argument("--revision", type=int, help="refuse if somebody acted since this revision")
    parser.add_argument("--key", help="the same key again gives the first answer again")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


@on_the_server
def run(args: argparse.Namespace) -> int:
    from chengzhang.foundation import clock
    from chengzhang.projects.command import Command
    from chengzhang.projects.perform import may_take_papers, perform

    actor = actor_named(args.account, args.at)
    if args.paper and args.project != "-":
        may_take_papers(actor, args.project, clock.today())
    outcome = perform(
        Command(
            action=args.action,
            actor=actor,
            project=None if args.project == "-" else args.project,
            of=args.of,
            revision=args.revision,
            answers=_read(args.answers),
            reason=args.reason,
            lifted=_pairs(args.lift),
            not_applicable=_pairs(args.skip),
            papers={paper: _keep(actor, Path(file)) for paper, file in _pairs(args.paper).items()},
            members=_read(args.members),
            key=args.key,
        )
    )
    print(as_json(outcome) if args.json else as_text(outcome))
    return 0 if outcome.done or outcome.waits else 1


def _read(path: Path | None) -> dict[str, Any]:
    from chengzhang.foundation.refusal import Refusal

    if path is None:
        return {}
    try:
        told = json.loads(sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refusal("malformed", f"{path}读不出来：{error}。", "请给出一个JSON文件。") from error
    if not isinstance(told, dict):
        raise Refusal("malformed", f"{path}的最外层不是一个对象。", '请写成 {{"字段": "值"}}。')
    return told


def _pairs(texts: Sequence[str]) -> Mapping[str, str]:
    from chengzhang.foundation.refusal import Refusal

    if wrong := next((one for one in texts if "=" not in one), None):
        raise Refusal("malformed", f"“{wrong}”里没有等号。", "请写成 名称=内容。")
    return dict(one.split("=", 1) for one in texts)


def _keep(actor: Actor, path: Path) -> int:
    from chengzhang.foundation.documents import keep
    from chengzhang.foundation.documents.staging import stage
    from chengzhang.foundation.refusal import Refusal

    try:
        with path.open("rb") as file, stage(iter(lambda: file.read(1024 * 1024), b""), path.name) as staged:
            return keep.add(staged, actor).pk
    except OSError as error:
        raise Refusal("malformed", f"{path}读不出来：{error}。", "请核对文件路径。") from error


def as_json(outcome: Outcome) -> str:
    from chengzhang.engine.receipt import literal

    return json.dumps(literal(outcome), ensure_ascii=False, indent=1)


def as_text(outcome: Outcome) -> str:
    decision = outcome.decision
    said = "已办理" if outcome.done else "待会办" if outcome.waits else "不能办理"
    lines = [f"{said}：{decision.action_zh}（{outcome.project or outcome.subject}，决定第{outcome.number}号）"]
    for finding in decision.against:
        cite = "、".join(dict.fromkeys(one.zh for one in finding.cite))
        lines.append(f"  {finding.say}{f'（{cite}）' if cite else ''}")
    lines += [f"  今后：{one.say}{f'，{one.due.on}前' if one.due.on else ''}" for one in outcome.opened]
    if decision.receipt:
        lines.append(f"  回执 {decision.receipt.digest}")
    return "\n".join(lines)
