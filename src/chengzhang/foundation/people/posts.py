"""Who somebody may act as on a day, and who sits where."""

from datetime import date

from django.db.models import Q, QuerySet

from .actor import Actor
from .models import ActingFor, Organisation, Person, Post


def roles_open_to(person_id: int, on: date) -> list[Actor]:
    """Every actor the person may be that day: each own post, then each post acted for. Empty for a closed account."""
    own = list(_posts(on).filter(person_id=person_id, person__is_active=True))
    acting = (
        ActingFor.objects.filter(deputy__in=own, from_on__lte=on, until_on__gte=on)
        .filter(Q(principal__until_on=None) | Q(principal__until_on__gte=on), principal__from_on__lte=on)
        .select_related("principal__organisation", "deputy__person")
        .order_by("id")
    )
    return [_actor(post) for post in own] + [_acting(row) for row in acting]


def actor(person_id: int, post_id: int, on: date, acting_for: int | None = None) -> Actor | None:
    """The actor of a session, checked anew: None when the post, the acting or the account has ended."""
    wanted = (post_id, acting_for)
    return next((one for one in roles_open_to(person_id, on) if (one.post_id, one.acting_for) == wanted), None)


def holders(organisation_id: int, on: date) -> list[Actor]:
    """Those who hold a post in the organisation that day, heads first."""
    found = _posts(on).filter(organisation_id=organisation_id, person__is_active=True)
    return [_actor(post) for post in found.order_by("-head", "id")]


def organisation(organisation_id: int) -> Organisation | None:
    """The organisation, or None."""
    return Organisation.objects.filter(id=organisation_id).first()


def organisation_named(name: str) -> Organisation | None:
    """The organisation of that full name, or None."""
    return Organisation.objects.filter(name=name).first()


def organisations() -> list[Organisation]:
    """All organisations with their parents, in the order they were entered."""
    return list(Organisation.objects.select_related("parent"))


def person(person_id: int) -> Person | None:
    """The person, or None."""
    return Person.objects.filter(id=person_id, is_active=True).first()


def persons() -> list[Person]:
    """All persons with their posts and organisations, in the order they were entered (three queries)."""
    return list(Person.objects.prefetch_related("posts__organisation").order_by("id"))


def _posts(on: date) -> QuerySet[Post]:
    return (
        Post.objects.filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)
        .select_related("person", "organisation")
        .order_by("id")
    )


def _actor(post: Post) -> Actor:
    return Actor(
        person_id=post.person_id,
        post_id=post.pk,
        organisation_id=post.organisation_id,
        person_name=post.person.name,
        organisation_name=post.organisation.name,
        head=post.head,
        administers=post.administers,
        post_title=post.title,
        place=post.organisation.place,
    )


def _acting(row: ActingFor) -> Actor:
    principal, deputy = row.principal, row.deputy
    return Actor(
        person_id=deputy.person_id,
        post_id=deputy.pk,
        organisation_id=principal.organisation_id,
        person_name=deputy.person.name,
        organisation_name=principal.organisation.name,
        acting_for=principal.pk,
        head=principal.head,
        administers=principal.administers,
        post_title=principal.title,
        place=principal.organisation.place,
    )
