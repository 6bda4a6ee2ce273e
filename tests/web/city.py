"""A small office for the pages: bodies, persons with posts, the city's pack in force. Built through the second door."""

from dataclasses import dataclass, field
from datetime import date

from chengzhang.foundation import administer
from chengzhang.foundation.people import posts
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.rulebook import shelf

PASSWORD = "shun-li-cheng-zhang"
PACK, RELEASE = "cn-anhui-luan", "2021-08-06"
SINCE = date(2020, 1, 1)


@dataclass
class City:
    """Persons and bodies by short name; `actor("owner")` acts in the first post."""

    people: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)

    def actor(self, name: str, on: date = date(2026, 7, 14)) -> Actor:
        return posts.roles_open_to(self.people[name], on)[0]


def build_city() -> City:
    """An owner unit, another owner, the bodies that the pack names, one person each; the pack in force."""
    city = City()
    pack = shelf.read(PACK, RELEASE)
    named = {role.id: role.holder for role in pack.roles.values() if role.holder_kind == "organisation"}
    for name, body in {"owner": "市水利局", "other": "市民政局", "vendor": "云图公司", **named}.items():
        kind = "other" if name == "vendor" else "party"
        if body not in city.bodies:
            city.bodies[body] = administer.create_organisation(None, body, short=body[-8:], kind=kind, place=PACK)
        person = administer.create_person(None, name, f"{name}的人", password=PASSWORD)
        administer.create_post(None, person, city.bodies[body], "经办人", from_on=SINCE)
        city.people[name] = person
    second = administer.create_person(None, "two-posts", "两岗的人", password=PASSWORD)
    for body in ("市水利局", "市民政局"):
        administer.create_post(None, second, city.bodies[body], f"{body}联络员", from_on=SINCE)
    city.people["two-posts"] = second
    administer.install_pack(None, PACK, RELEASE, authority_id=city.bodies[named["authority"]])
    return city
