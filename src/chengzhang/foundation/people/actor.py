"""Who acts: one person, in one post, for one organisation, perhaps in another's place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, with the names as they are today, so that the ledger can keep them as they were.

    `organisation_*` is the organisation whose business is done: when acting for another post, that post's.
    `acting_for` is the id of that other post. `post_title` and `place` (of the organisation) are for showing only.
    """

    person_id: int
    post_id: int
    organisation_id: int
    person_name: str
    organisation_name: str
    acting_for: int | None = None
    head: bool = False
    administers: bool = False
    post_title: str = ""
    place: str = ""
