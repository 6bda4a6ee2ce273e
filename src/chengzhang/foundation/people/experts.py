"""The expert pool, for drawing and for the register."""

from .models import Expert


def pool(fields: frozenset[str] = frozenset(), apart_from: frozenset[int] = frozenset()) -> list[Expert]:
    """Active experts who know one of `fields` (any, when empty) and belong to none of the organisations `apart_from`.

    In the order they were entered, so that a draw can be run again by an outsider.
    """
    found = Expert.objects.filter(active=True).select_related("organisation", "person").order_by("id")
    return [
        expert
        for expert in found
        if (not fields or fields & set(expert.fields)) and expert.organisation_id not in apart_from
    ]
