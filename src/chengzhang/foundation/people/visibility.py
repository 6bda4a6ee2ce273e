"""Whose business an actor may see by sitting where he sits. What is not named here is not visible."""

from collections import defaultdict

from .actor import Actor
from .models import Organisation


def visible_organisations(actor: Actor | None) -> frozenset[int]:
    """The actor's organisation and everything below it; nothing for nobody.

    What a role adds (a supervising body reads all, a party reads its own contract) stands in the pack and is added by
    projects.
    """
    return frozenset() if actor is None else with_subordinates(actor.organisation_id)


def with_subordinates(organisation_id: int) -> frozenset[int]:
    """An organisation and all that hang below it, at any depth (one query; a circle of parents ends)."""
    below: dict[int, list[int]] = defaultdict(list)
    for child, parent in Organisation.objects.exclude(parent=None).values_list("id", "parent_id"):
        below[parent].append(child)
    found, waiting = {organisation_id}, [organisation_id]
    while waiting:
        for child in below[waiting.pop()]:
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found)
