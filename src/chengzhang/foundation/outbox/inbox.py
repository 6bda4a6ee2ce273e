"""A person's inbox on the site: what was sent to the person, the post, or the organisation."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from .. import clock
from ..people.actor import Actor
from .models import Message, Reading


def inbox(actor: Actor, unread_only: bool = False) -> QuerySet[Message]:
    """The actor's messages, newest first, each with `read` (yes/no). A queryset, to be cut into pages."""
    read = Exists(Reading.objects.filter(message=OuterRef("pk"), person_id=actor.person_id))
    found = Message.objects.filter(_to(actor)).annotate(read=read).order_by("-id")
    return found.filter(read=False) if unread_only else found


def unread_count(actor: Actor) -> int:
    """How many messages the actor has not read."""
    return inbox(actor, unread_only=True).count()


def mark_read(actor: Actor, message_ids: list[int]) -> None:
    """Note that the actor has read these; those not addressed to the actor are passed over."""
    mine = Message.objects.filter(_to(actor), id__in=message_ids).values_list("id", flat=True)
    Reading.objects.bulk_create(
        [Reading(message_id=one, person_id=actor.person_id, read_at=clock.now()) for one in mine], ignore_conflicts=True
    )


def mark_all_read(actor: Actor, until: int) -> None:
    """Note that the actor has read everything up to the message `until`: what came while the page lay open stays."""
    mark_read(actor, list(inbox(actor, unread_only=True).filter(id__lte=until).values_list("id", flat=True)))


def _to(actor: Actor) -> Q:
    posts = [actor.post_id] if actor.acting_for is None else [actor.post_id, actor.acting_for]
    return Q(to_organisation_id=actor.organisation_id) | Q(to_post_id__in=posts) | Q(to_person_id=actor.person_id)
