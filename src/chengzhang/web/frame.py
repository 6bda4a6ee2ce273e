"""The frame around every page: place, day, person, posts and navigation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from chengzhang.foundation import clock
from chengzhang.foundation.people.actor import Actor

from . import office, session
from .kit.scroll import Scroll

THEMES = ("light", "dark")
KINDS = {"work": "工作日", "makeup": "工作日（调休）", "off": "休息日"}


@dataclass(frozen=True)
class NavLink:
    zh: str = ""
    url: str = ""
    current: bool = False
    count: int = 0
    group: str = ""


@dataclass(frozen=True)
class Choice:
    id: str
    zh: str
    post: str = ""
    current: bool = False


@dataclass(frozen=True)
class Frame:
    place: str
    number: str
    today: date
    kind_of_day: str
    person: str
    organisation: str
    post: str
    posts: tuple[Choice, ...]
    demo_people: tuple[Choice, ...]
    nav: tuple[NavLink, ...]
    tabs: tuple[NavLink, ...]

    @classmethod
    def of(cls, request: HttpRequest, actor: Actor, here: str, scroll: Scroll) -> Frame:
        """The frame for one actor; without a pack of its own the page's scroll gets the one in force here."""
        today = clock.today()
        if not scroll.packs:
            pack = office.pack_in_force(actor, today)
            scroll.use((pack,) if pack else ())
        pack = next(iter(scroll.packs), None)
        measure = office.first_measure(pack)
        nav = _links(actor, here)
        return cls(
            place=pack.zh if pack else actor.organisation_name,
            number=measure.number or "" if measure else "",
            today=today,
            kind_of_day=KINDS.get(office.days().kind(today) or "", ""),
            person=actor.person_name,
            organisation=actor.organisation_name,
            post=actor.post_title,
            posts=tuple(
                Choice(session.post_key(one), _post(one), current=one == actor) for one in session.actors(request)
            ),
            demo_people=_demo_people(actor) if settings.DEMO else (),
            nav=nav,
            tabs=tuple(link for link in nav if link.zh in ("工作台", "项目库", "消息", "规则")),
        )


def theme(request: HttpRequest) -> str:
    """light or dark as the person chose; empty = as the system does."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else ""


def _post(actor: Actor) -> str:
    return f"{actor.organisation_name}　{actor.post_title}" + ("（代）" if actor.acting_for else "")


def _links(actor: Actor, here: str) -> tuple[NavLink, ...]:
    def link(name: str, zh: str, count: int = 0) -> NavLink:
        return NavLink(zh, reverse(name), here == name, count)

    return (
        link("desk", "工作台"),
        link("messages", "消息", office.unread(actor)),
        NavLink(group="全市"),
        link("register", "项目库"),
        link("matters", "办公事项"),
        link("rulebook", "规则"),
        link("compare", "各地对照"),
        NavLink(group="本人"),
        link("about-me", "本人与岗位"),
    )


def _demo_people(actor: Actor) -> tuple[Choice, ...]:
    return tuple(Choice(str(p.id), p.name, p.post, p.id == actor.person_id) for p in office.people())
