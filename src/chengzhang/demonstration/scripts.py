"""The demonstration's data as read from its folder: the city, its projects, and the stories that they live through.

A story is a list of steps; `play: name` puts a chapter's steps in its place. Scalars are text (the rule language's
literals); an unknown key is an error, so that a slip of the pen is found before an hour of history is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).resolve()


class ScriptError(ValueError):
    """The demonstration's data can't be used; the message names the file."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story.

    `act`: the act to do; or `wait`: the act that some other story will do to this project (its `answers` go with it);
    or `draft`: an act whose form is only begun; or `hear`: the parties of a joint act say their parts on every project
    that waits for it (a review session). `day` as in `days.py`. `papers`: all | none. `parts`: all | none, or
    role -> reason for speaking against. `members`: of a batch, the act its members wait for. `refused`: the rules are
    expected to refuse. `of`: which subject, where the last one of the kind is not meant.
    """

    act: str = ""
    wait: str = ""
    draft: str = ""
    hear: str = ""
    day: str = "+1 working_days"
    answers: Mapping[str, Any] = field(default_factory=dict)
    only: tuple[str, ...] = ()  # fill these fields and no other
    papers: str = "all"
    without: tuple[str, ...] = ()  # papers that are not handed in
    skip: Mapping[str, str] = field(default_factory=dict)  # papers declared not applicable, with the reason
    parts: str | Mapping[str, str] = "all"
    lift: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    by: str = ""  # role, where the pack leaves a choice
    of: str = ""
    members: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    """Who lives through a story, from which year: a project by its source, a unit by its name, or the office."""

    who: str
    year: int


@dataclass(frozen=True, slots=True)
class Story:
    """`of`: project | unit | office. `start` is the month and day of its first step."""

    id: str
    zh: str
    of: str
    start: str
    plays: tuple[Play, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ProjectData:
    source: str
    unit: str
    title: str
    amount: str
    nature: str
    contents: str
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """Everything of one demonstration folder. `place` is the pack's id."""

    place: str
    release: str
    begins_on: str
    today: str
    authority: str
    city: Mapping[str, Any]
    fill: Mapping[str, Any]
    projects: Mapping[str, ProjectData]
    stories: tuple[Story, ...]


def places() -> list[str]:
    """The places that have demonstration data."""
    return sorted(path.parent.name for path in _root().glob("*/city.yaml"))


def read_script(place: str) -> Script:
    """The demonstration of a place. Raises `ScriptError`."""
    folder = _root() / place
    city = _read(folder / "city.yaml")
    chapters = {path.stem: _read(path) for path in sorted((folder / "chapters").glob("*.yaml"))}
    projects = dict(_projects(folder / "projects.yaml", city.get("vendors", [""])))
    stories = tuple(_story(path, chapters, projects) for path in sorted((folder / "stories").glob("*.yaml")))
    try:
        return Script(
            place,
            city["release"],
            city["begins_on"],
            city["today"],
            city["authority"],
            city,
            _read(folder / "fill.yaml"),
            projects,
            stories,
        )
    except KeyError as missing:
        raise ScriptError(f"{folder / 'city.yaml'}: {missing} is missing") from missing


def _root() -> Path:
    """The folder of demonstration data: what the wheel carries, or `demo` of the checkout."""
    shipped = _HERE.parents[1] / "_demo"
    return shipped if shipped.is_dir() else _HERE.parents[3] / "demo"


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # text only, no objects
    except (OSError, yaml.YAMLError) as error:
        raise ScriptError(f"{path}: {error}") from error


def _projects(path: Path, vendors: Sequence[str]) -> Iterator[tuple[str, ProjectData]]:
    """By source; who builds it goes round among the city's vendors where the data does not say."""
    for number, row in enumerate(_read(path)["projects"]):
        yield row["source"], _made(ProjectData, {"vendor": vendors[number % len(vendors)], **row}, path)


def _story(path: Path, chapters: Mapping[str, Any], projects: Mapping[str, ProjectData]) -> Story:
    told = _read(path)
    unknown = set(told) - {"zh", "of", "start", "plays", "steps"}
    if unknown or "steps" not in told:
        raise ScriptError(f"{path}: {'unknown key ' + unknown.pop() if unknown else 'steps are missing'}")
    plays = tuple(_play(path, row) for row in told.get("plays", ()))
    of = told.get("of", "project")
    if of == "project" and (strangers := {one.who for one in plays} - set(projects)):
        raise ScriptError(f"{path}: no project {sorted(strangers)}")
    steps = tuple(_steps(path, told["steps"], chapters))
    return Story(path.stem, told.get("zh", path.stem), of, told.get("start", "02-20"), plays, steps)


def _play(path: Path, row: str) -> Play:
    who, _, year = row.rpartition(" ")
    if not year.isdigit():
        raise ScriptError(f"{path}: “{row}” should be WHO YEAR")
    return Play(who, int(year))


def _steps(path: Path, rows: Any, chapters: Mapping[str, Any]) -> Iterator[Step]:
    for row in rows:
        if "play" in row:
            if row["play"] not in chapters:
                raise ScriptError(f"{path}: no chapter {row['play']}")
            yield from _steps(path, _changed(chapters[row["play"]], row, path), chapters)
        else:
            yield _made(Step, row, path)


def _changed(chapter: Any, row: Mapping[str, Any], path: Path) -> Iterator[Any]:
    """A chapter's steps, with what the story says otherwise: `with: {act: {key: value}}`, `until: act`, `from: act`."""
    otherwise = dict(row.get("with", {}))
    begun, names = "from" not in row, [one.get("act") or one.get("wait") or one.get("draft") for one in chapter]
    strangers = {*otherwise, row.get("from"), row.get("until"), *row.get("leave", ())} - {None} - set(names)
    if strangers:
        raise ScriptError(f"{path}: chapter {row['play']} has no step {sorted(strangers)}")
    for name, one in zip(names, chapter, strict=True):
        begun = begun or name == row.get("from")
        if begun and name not in row.get("leave", ()):
            yield {**one, **otherwise.get(name, {})}
        if name == row.get("until"):
            return


def _made(kind: Any, row: Mapping[str, Any], path: Path) -> Any:
    known = {one.name: one for one in fields(kind)}
    unknown = set(row) - set(known)
    if unknown:
        raise ScriptError(f"{path}: unknown key {sorted(unknown)} in {dict(row)}")
    values = {}
    for name, value in row.items():
        kind_of = str(known[name].type)
        if kind_of == "bool":
            value = value == "yes"
        elif kind_of.startswith("tuple"):
            value = tuple(value.split("|")) if isinstance(value, str) else tuple(value)
        values[name] = value
    return kind(**values)
