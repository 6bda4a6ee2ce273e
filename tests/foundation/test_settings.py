"""Settings: the database address, the data folder, the headers, the idle session."""

import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from chengzhang.config.database import AddressUnreadable, database
from chengzhang.config.headers import secure_headers
from chengzhang.config.home import data_folder, secret_key
from chengzhang.config.idle import sign_out_when_idle


def test_sqlite_is_the_default_and_waits_for_its_lock(tmp_path):
    described = database(None, tmp_path)
    assert described["NAME"] == str(tmp_path / "chengzhang.sqlite3")
    assert described["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in described["OPTIONS"]["init_command"]


def test_addresses(tmp_path):
    assert database(f"sqlite:///{tmp_path}/a/b.sqlite3", tmp_path)["NAME"] == f"{tmp_path}/a/b.sqlite3"
    assert (tmp_path / "a").is_dir()
    server = database("postgresql://us%40er:p%2Fw@db.example:5433/chengzhang?sslmode=require", tmp_path)
    assert [server[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "us@er",
        "p/w",
        "db.example",
        "5433",
        "chengzhang",
    ]
    assert server["OPTIONS"] == {"sslmode": "require"}
    assert database("postgresql:///chengzhang?host=/run/pg", tmp_path)["HOST"] == "/run/pg"


@pytest.mark.parametrize(
    "address",
    ["mysql://root@db/x", "/var/db.sqlite3", "sqlite:", "sqlite:///", "postgresql://db", "postgresql://db:x/y", "x"],
)
def test_an_address_that_means_nothing_is_refused_with_what_is_expected(address, tmp_path):
    with pytest.raises(AddressUnreadable, match="CHENGZHANG_DATABASE"):
        database(address, tmp_path)


def test_a_password_in_a_bad_address_is_not_repeated(tmp_path):
    with pytest.raises(AddressUnreadable) as error:
        database("mysql://root:hidden@db/x", tmp_path)
    assert "hidden" not in str(error.value)


def test_the_secret_is_made_once_for_its_owner_only(tmp_path):
    home = data_folder(str(tmp_path / "home"))
    first = secret_key(home)
    assert len(first) >= 50
    assert secret_key(home) == first
    assert stat.S_IMODE((home / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert [path.name for path in home.iterdir()] == ["secret-key"]


def test_processes_that_start_together_agree_on_the_secret(tmp_path):
    ask = (
        "from pathlib import Path; from chengzhang.config.home import secret_key;"
        f"print(secret_key(Path({str(tmp_path)!r})))"
    )
    started = [subprocess.Popen([sys.executable, "-c", ask], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate()[0] for process in started}) == 1


def test_every_answer_carries_the_policy_and_no_page_is_stored():
    respond = secure_headers(lambda _: HttpResponse("x"))
    page = respond(RequestFactory().get("/desk"))
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert (page["X-Frame-Options"], page["Cache-Control"]) == ("DENY", "no-store")
    assert "Cache-Control" not in respond(RequestFactory().get("/static/app.css"))


@pytest.fixture
def session(client, office):
    """(request of a signed-in person, its session)"""
    from chengzhang.foundation.people.models import Person

    person = Person.objects.get(id=office["handler"].person_id)
    client.force_login(person)
    request = RequestFactory().get("/desk")
    request.session, request.user = client.session, person
    return request


def test_a_session_idle_for_half_an_hour_ends(session):
    session.session["seen"] = int(time.time()) - 31 * 60
    sign_out_when_idle(lambda request: request)(session)
    assert isinstance(session.user, AnonymousUser)


def test_a_living_session_is_written_at_most_once_a_minute(session):
    respond = sign_out_when_idle(lambda request: request)
    session.session["seen"] = before = int(time.time()) - 29 * 60
    session.session.modified = False
    respond(session)
    assert session.user.is_authenticated
    assert session.session["seen"] > before
    assert session.session.modified
    session.session.modified = False
    respond(session)
    assert not session.session.modified


def test_a_checkout_keeps_its_data_inside():
    assert data_folder(None) == Path(__file__).resolve().parents[2] / "var"
