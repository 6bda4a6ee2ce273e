"""Pages are asked as persons of a small city on a fixed day."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.web.city import City, build_city

TODAY = date(2026, 7, 14)


@pytest.fixture
def city(transactional_db: None, set_clock: Callable[..., None]) -> City:
    set_clock(TODAY)
    return build_city()


@pytest.fixture
def signed_in(city: City) -> Callable[[str], Client]:
    """A client signed in as a person of the city."""

    def enter(name: str) -> Client:
        client = Client()
        from chengzhang.foundation.people.models import Person

        client.force_login(Person.objects.get(pk=city.people[name]))
        return client

    return enter
