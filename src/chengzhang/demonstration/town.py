"""Builds the city: organisations, persons, posts, experts, the pack in force. Every one through `administer`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengzhang.foundation import administer
from chengzhang.foundation.people import posts

from .scripts import Script, ScriptError


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody the audience may sign in as."""

    name: str
    person: str
    organisation: str
    title: str


@dataclass(frozen=True, slots=True)
class Town:
    """`organisations`: by full and by short name -> id. `short`: id -> short name. `accounts` to be shown."""

    organisations: Mapping[str, int]
    short: Mapping[int, str]
    accounts: tuple[Account, ...]


def build(script: Script, password: str) -> Town:
    """Fill an empty foundation. `password` is everybody's: this is a demonstration."""
    first = date.fromisoformat(script.begins_on)
    organisations: dict[str, int] = {}
    short: dict[int, str] = {}
    for row in script.city["organisations"]:
        number = administer.create_organisation(
            None, row["name"], short=row["short"], kind=row["kind"], place=row.get("place", script.place)
        )
        organisations[row["name"]] = organisations[row["short"]] = number
        short[number] = row["short"]
    accounts: dict[str, Account] = {}
    shown = script.city["accounts"]
    for row in script.city["people"]:
        accounts[row["id"]] = _person(row, organisations, first, password)
    for row in script.city.get("experts", ()):
        accounts[row["id"]] = _expert(row, organisations, first, password)
    administer.install_pack(None, script.place, script.release, authority_id=organisations[script.authority])
    for row in script.city.get("settings", ()):
        administer.set_office_parameter(None, script.place, row["name"], row["value"], reason=row["reason"])
    if strangers := set(shown) - set(accounts):
        raise ScriptError(f"accounts of nobody: {sorted(strangers)}")
    return Town(organisations, short, tuple(accounts[name] for name in shown))


def _person(row: Mapping[str, Any], organisations: Mapping[str, int], first: date, password: str) -> Account:
    person = administer.create_person(None, row["id"], row["zh"], password=password)
    for post in row["posts"]:
        administer.create_post(
            None,
            person,
            organisations[post["at"]],
            post["title"],
            head=post.get("head") == "yes",
            administers=post.get("administers") == "yes",
            from_on=first,
        )
    return Account(row["id"], row["zh"], row["posts"][0]["at"], row["posts"][0]["title"])


def _expert(row: Mapping[str, Any], organisations: Mapping[str, int], first: date, password: str) -> Account:
    """An expert signs in at the office he is lent to (`at`); `from` is where he is employed."""
    person = administer.create_person(None, row["id"], row["zh"], password=password)
    administer.create_post(None, person, organisations[row["at"]], row["title"], from_on=first)
    employer = organisations.get(row["from"])
    administer.create_expert(
        None,
        row["zh"],
        fields=row["fields"],
        person_id=person,
        organisation_id=employer,
        employer="" if employer else row["from"],
    )
    return Account(row["id"], row["zh"], row["at"], row["title"])


def is_empty() -> bool:
    """Whether nobody and nothing is registered here yet."""
    return not posts.organisations() and not posts.persons()
