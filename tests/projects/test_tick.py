"""The morning's work: lateness told once, a second run harmless, provisional days recounted when the calendar comes."""

from datetime import date

import pytest

from chengzhang.foundation.ledger.verify import verify
from chengzhang.foundation.models import Message
from chengzhang.projects import calendars, queries
from chengzhang.projects.models import Duty, Project, Tick
from chengzhang.projects.tick import tick
from tests import stories
from tests.stories import Story, on

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_fell_due_is_late_and_told_once(town: stories.Town) -> None:
    story = stories.planned(stories.declared(Story(town)))
    revision = Project.objects.get().revision
    with on("2024-12-31"):
        assert tick().notices == 0
        assert Duty.objects.get(duty="start_or_explain").status == "open"
    with on("2025-01-02"):
        morning = tick()
        late = Duty.objects.get(duty="start_or_explain")
        assert (late.status, late.told_late) == ("late", True)
        assert not morning.failed and morning.notices >= 1
        told = Message.objects.filter(subject__startswith="逾期").count()
        page = queries.desk(town.of("owner"))
        assert [line.status for line in page.duties if line.duty == "start_or_explain"] == ["late"]
        assert queries.register(town.of("owner")).rows[0].late
    with on("2025-01-03"):
        tick()
    assert Message.objects.filter(subject__startswith="逾期").count() == told
    told_to = Message.objects.filter(subject__startswith="逾期", project_id=late.project_id)
    assert sorted(told_to.values_list("to_organisation__name", flat=True)) == sorted(
        {stories.BODIES["owner"][0], stories.BODIES["authority"][0]}
    )
    assert verify().sound
    assert Project.objects.get(code=story.code).revision == revision  # the clock is no act: open pages stay good


def test_a_second_run_of_a_morning_does_nothing(town: stories.Town) -> None:
    stories.planned(stories.declared(Story(town)))
    with on("2025-01-02"):
        assert tick().projects == 1
        before = (list(Duty.objects.values()), Message.objects.count())
        again = tick()
    assert (again.projects, again.packs, again.notices) == (0, [], 0)
    assert (list(Duty.objects.values()), Message.objects.count()) == before
    assert Tick.objects.count() == 1


def test_one_project_in_trouble_does_not_cost_the_others_their_morning(
    town: stories.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    import chengzhang.projects.tick as module

    first, second = stories.declared(Story(town)), stories.declared(Story(town))
    whole = module._refresh

    def broken(code: str, done: module.Morning) -> None:
        if code == first.code:
            raise OSError("disk full")
        whole(code, done)

    with on("2024-01-02"):
        monkeypatch.setattr(module, "_refresh", broken)
        morning = tick()
        assert (morning.failed, morning.projects, morning.packs) == ({first.code: "disk full"}, 1, [])
        monkeypatch.setattr(module, "_refresh", whole)
        assert tick().packs == [stories.PACK]
    assert second.code


def test_a_yearly_duty_of_every_unit_is_on_its_desk(town: stories.Town) -> None:
    stories.declared(Story(town))
    with on("2024-07-01"):
        tick()
        mine = [line for line in queries.desk(town.of("owner")).duties if line.duty == "declare_next_year"]
        office = [line for line in queries.desk(town.of("authority")).duties if line.duty == "review_all"]
    assert mine and mine[-1].due.on == date(2024, 7, 31)
    assert office and office[-1].due.on == date(2024, 8, 31)


def test_a_new_calendar_moves_provisional_days(town: stories.Town, monkeypatch: pytest.MonkeyPatch) -> None:
    known = calendars.load_calendar(calendars.calendar_folder("cn"))
    from dataclasses import replace

    story = stories.declared(Story(town))
    with on("2024-01-02"):
        tick()
        later = replace(known, digest="another")
        monkeypatch.setattr(calendars, "load_calendar", lambda folder: later)
        assert tick().projects == 1  # the same day, but another calendar: everything is counted anew
    assert Tick.objects.count() == 2
    assert story.code
