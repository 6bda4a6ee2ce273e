from pathlib import Path

import pytest

from chengzhang.engine.clock import Calendar, load_calendar

CN = Path(__file__).parents[3] / "packs" / "_calendars" / "cn"


@pytest.fixture(scope="session")
def cn_folder() -> Path:
    return CN


@pytest.fixture(scope="session")
def cn() -> Calendar:
    return load_calendar(CN)
