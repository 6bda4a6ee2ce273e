"""The calendar folder: what is read, what is refused and how the refusal helps."""

import shutil
from pathlib import Path

import pytest

from chengzhang.engine.clock import Calendar, CalendarError, load_calendar

YEAR = """\
year: 2030
notices:
- title: 关于2030年放假的通知
  number: unknown
  issued_on: 2029-11-01
  holidays:
  - {name: 元旦, first: 2030-01-01, last: 2030-01-01}
  workdays:
  - {day: 2030-01-05, for: 元旦}
"""


def folder_with(tmp_path: Path, text: str, name: str = "2030.yaml") -> Path:
    folder = tmp_path / "xx"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_folder_of_one_year(tmp_path: Path) -> None:
    calendar = load_calendar(folder_with(tmp_path, YEAR))
    assert calendar.id == "xx"
    assert calendar.notices[0].number is None
    assert calendar.seasons == ()


def test_every_year_cites_its_notice(cn: Calendar) -> None:
    yearly = [notice for notice in cn.notices if notice.title.endswith("年部分节假日安排的通知")]
    assert [notice.title for notice in yearly] == [
        f"国务院办公厅关于{year}年部分节假日安排的通知" for year in range(2007, 2027)
    ]
    assert len(cn.notices) == len(yearly) + 3  # September 2015, Labour Day 2019, Spring Festival 2020
    assert [notice.title[8:13] for notice in cn.notices if notice.number is None] == ["2008年"]


def test_the_digest_names_the_contents(tmp_path: Path, cn: Calendar, cn_folder: Path) -> None:
    assert load_calendar(cn_folder).digest == cn.digest
    assert len(cn.digest) == 64
    copy = tmp_path / "cn"
    shutil.copytree(cn_folder, copy)
    assert load_calendar(copy).digest == cn.digest
    year = copy / "2026.yaml"
    year.write_text(year.read_text().replace("2026-10-10", "2026-10-11"))
    assert load_calendar(copy).digest != cn.digest
    (copy / "2026.yaml").unlink()
    assert load_calendar(copy).digest != cn.digest


def test_a_missing_year_is_named(tmp_path: Path, cn_folder: Path) -> None:
    copy = tmp_path / "cn"
    shutil.copytree(cn_folder, copy)
    (copy / "2013.yaml").unlink()
    with pytest.raises(CalendarError, match=r"缺2013年。请补上 2013\.yaml"):
        load_calendar(copy)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="没有年度文件"):
        load_calendar(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("year: 2030", "year: 2031", r"2030\.yaml:1：文件名是2030年"),
        ("year: 2030", "year: 2030\nyear: 2030", r":2：键“year”写了两次"),
        ("  number: unknown\n", "", r":3：缺“number”"),
        ("  number: unknown", "  number: unknown\n  nummer: 3", r":5：不认识的键“nummer”"),
        ("first: 2030-01-01", "first: 2030-02-29", r":7：2030年2月没有29日"),
        ("last: 2030-01-01", "last: 2029-12-31", r":7：元旦的末日早于首日"),
        ("first: 2030-01-01, last: 2030-01-01", "first: 2031-01-01, last: 2031-01-01", r":7：2031-01-01 不在2030年"),
        ("2030-01-05", "2030-01-04", r":9：2030-01-04 不是周六、周日"),
        ("last: 2030-01-01", "last: 2030-01-05", r"2030-01-05 既写放假又写上班"),
        ("  holidays:", "  holidays: &days", r":6：不用锚"),
        ("unknown", "!!str unknown", r":4：不用锚、别名和标签"),
        ("  workdays:\n  - {day: 2030-01-05, for: 元旦}", "  workdays: none", r":8：“workdays”应是列表"),
        ("issued_on: 2029-11-01", "issued_on: yesterday", r":5：“yesterday”不是日期"),
        ("notices:", "notices: [", r"YAML 写法有误"),
    ],
)
def test_a_wrong_file_is_refused_by_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in YEAR
    with pytest.raises(CalendarError, match=says):
        load_calendar(folder_with(tmp_path, YEAR.replace(old, new, 1)))
