"""The demonstration is a legal history: every step through the door, on its day, and the ledger holds."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chengzhang.cli.main import main
from chengzhang.demonstration import files
from chengzhang.demonstration.days import day_of
from chengzhang.demonstration.play import NotEmpty, play
from chengzhang.demonstration.scripts import ScriptError, read_script
from chengzhang.engine.clock.load import load_calendar
from chengzhang.foundation import administer, clock
from chengzhang.foundation.documents import kinds
from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.people import posts
from chengzhang.foundation.people.sign_in import sign_in
from chengzhang.foundation.rulebook.shelf import packs_root
from chengzhang.projects import queries
from chengzhang.projects.models import Decision, Project

PLACE = "cn-anhui-luan"
PASSWORD = "yanshi-2026"


def test_a_small_city_is_played_without_a_slip_and_everybody_finds_a_desk(
    transactional_db: None, settings: Any
) -> None:
    settings.DEMO = True
    played = play(read_script(PLACE), PASSWORD, projects=6)
    assert played.failures == []
    assert played.projects == Project.objects.count() == 6
    assert played.steps > 100
    assert verify().sound
    assert clock.today() == played.today == date(2026, 7, 14)
    assert not Decision.objects.filter(on__gt=played.today).exists()
    for account in played.town.accounts:
        person = sign_in(account.name, PASSWORD, "127.0.0.1")
        assert person.name == account.person
        queries.desk(posts.roles_open_to(person.pk, played.today)[0])


def test_it_is_never_mixed_with_other_data(db: None) -> None:
    administer.create_organisation(None, "六安市水利局", kind="party")
    entries = verify().entries
    with pytest.raises(NotEmpty):
        play(read_script(PLACE), PASSWORD)
    assert verify().entries == entries


def test_a_place_without_a_demonstration_is_named(db: None, capsys: Any) -> None:
    assert main(["demo", "--place", "nowhere"]) == 1
    assert PLACE in capsys.readouterr().err


def test_a_slip_of_the_pen_is_found_before_anything_is_played(tmp_path: Path, monkeypatch: Any) -> None:
    from chengzhang.demonstration import scripts

    source = scripts._root() / PLACE
    copy = tmp_path / PLACE
    for path in source.rglob("*.yaml"):
        target = copy / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(scripts, "_root", lambda: tmp_path)
    assert read_script(PLACE).stories
    story = copy / "stories" / "whole-own.yaml"
    for wrong in ("- {act: trial.start, dya: +1 month}", "- {play: nothing}", "- {play: trial, until: trial.stop}"):
        story.write_text(f"start: 02-20\nplays: [P0151 2023]\nsteps:\n{wrong}\n", encoding="utf-8")
        with pytest.raises(ScriptError, match=r"whole-own\.yaml"):
            read_script(PLACE)


@pytest.mark.parametrize("extension", ["pdf", "xlsx", "txt"])
def test_the_small_files_are_what_their_names_say(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"方案.{extension}"
    path.write_bytes(files.made(extension, ["方案", "水利 <一期> & 二期"]))
    with path.open("rb") as file:
        kinds.check(file, path.name, kinds.of_name(path.name))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+0 days", "2026-02-13"),
        ("+3 working_days", "2026-02-25"),  # over the Spring Festival, with the Saturday worked before it
        ("+1 month", "2026-03-13"),
        ("03-01", "2026-03-02"),  # a Sunday
        ("01-15", "2027-01-15"),
        ("2026-02-20", "2026-02-20"),
        ("2026-01-01", "2026-02-13"),  # never before the step it follows
    ],
)
def test_days_of_stories(text: str, expected: str) -> None:
    calendar = load_calendar(packs_root() / "_calendars" / "cn")
    assert day_of(text, date(2026, 2, 13), calendar).isoformat() == expected
