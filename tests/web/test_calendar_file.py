"""The calendar file holds every duty with a day, in lines that every calendar reads."""

from chengzhang.projects.tick import tick
from chengzhang.web.pages.calendar import folded
from tests.web.doing import plan, register


def test_duties_with_a_day_are_in_the_file(city, signed_in):
    owner = city.actor("owner")
    plan(owner, register(owner))
    tick()  # the morning's work opens what the unit owes by the end of July
    client = signed_in("owner")
    answer = client.get("/duties.ics")
    text = answer.content.decode().replace("\r\n ", "")
    due = [row for group in client.get("/").context["duties"] for row in group.rows if row.clock.on]
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == len(due) > 0
    assert f"DTSTART;VALUE=DATE:{due[0].clock.on:%Y%m%d}" in text


def test_lines_are_folded_between_characters():
    line = "SUMMARY:" + "每年一次向主管部门报送运维情况备案" * 5
    pieces = list(folded(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
