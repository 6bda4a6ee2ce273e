"""People and packs that the foundation's tests share; all of them made through the second door."""

from datetime import date

import pytest

from chengzhang.foundation import administer
from chengzhang.foundation.people import posts

DAY = date(2023, 9, 27)


@pytest.fixture
def office(db, set_clock):
    """A bureau, a department below it, a handler and a head: ids and actors by name."""
    set_clock(DAY)
    city = administer.create_organisation(None, "测试市数据局", short="数据局", kind="party", place="测试市")
    unit = administer.create_organisation(None, "测试市水务局", short="水务局", kind="party", place="测试市")
    branch = administer.create_organisation(None, "水务局信息中心", kind="institution", parent_id=unit)
    made = {"city": city, "unit": unit, "branch": branch}
    for name, organisation, more in (
        ("keeper", city, {"administers": True}),
        ("handler", unit, {}),
        ("head", unit, {"head": True}),
        ("clerk", branch, {}),
    ):
        person = administer.create_person(
            None, name, f"测试{name}", password="quiet-harbour-7", email=f"{name}@example.org"
        )
        administer.create_post(None, person, organisation, "科员", from_on=date(2020, 1, 1), **more)
        made[name] = posts.roles_open_to(person, DAY)[0]
    return made
