"""Projects of which only results are registered: nobody's own words and no paper are taken, by whatever way they come.

A reason that an act asks for is the one sentence that refers to what lies offline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chengzhang.engine.decision import Decision

from ..command import Command
from ..opening import Matter, open_project
from ..refusal import Malformed

OFFLINE = "见线下办理材料"
_PLAIN = ("", OFFLINE, "同意", "同意。")  # words that can hold no content


def is_narrow(matter: Matter) -> bool:
    """Whether the project is on a track that hides all content."""
    project = matter.case.project
    track = matter.pack.scope.tracks.get(project.track) if project else None
    return track is not None and track.hide_all


def refuse_papers(matter: Matter) -> None:
    if is_narrow(matter):
        raise Malformed("本项目只登记办理结果，不得上传材料。", "涉密内容请按保密规定线下办理。")


def may_take_papers(actor: Any, code: str, on: Any) -> None:
    """Before a file is read in: refuse where none may be kept."""
    refuse_papers(open_project(actor, code, on))


def refuse_words(matter: Matter, texts: Iterable[str]) -> None:
    if any(text.strip() not in _PLAIN for text in texts) and is_narrow(matter):
        raise Malformed("本项目只登记办理结果，不收文字说明，没有保存。", f"须写理由的只写“{OFFLINE}”，详情线下留存。")


def refuse_words_of(matter: Matter, command: Command) -> None:
    refuse_words(matter, (command.reason, *command.lifted.values(), *command.not_applicable.values()))


def refuse_echo(matter: Matter, command: Command, decision: Decision) -> None:
    """A refused act is recorded with its findings; what was typed must not stand in them."""
    if decision.outcome.allows or not is_narrow(matter):
        return
    typed = [text for text in _texts(command.answers) if len(text) > 1]
    if any(text in finding.say for finding in decision.findings for text in typed):
        raise Malformed("填写的内容不在可登记的选项内，没有保存。", "本项目只登记环节、日期和结果。")


def _texts(answers: Mapping[str, Any] | list[Any] | tuple[Any, ...] | object) -> Iterable[str]:
    if isinstance(answers, Mapping):
        for key, value in answers.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(answers, (list, tuple)):
        for value in answers:
            yield from _texts(value)
    else:
        yield str(answers)
