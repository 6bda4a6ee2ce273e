"""Checks a name and a password. Five failures in a row close an account to an address for fifteen minutes."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from .. import clock
from ..refusal import Refusal
from .models import Person, SignInFailure

_FORGET_AFTER = timedelta(days=1)


def sign_in(account: str, password: str, address: str) -> Person:
    """The person, when the password is right. `address` is where the request comes from.

    Refuses with `sign_in_wrong` (the same for an unknown name, a wrong password and a closed account, so that names
    can't be guessed) or `sign_in_closed`. Failures are stored, so that a restart opens nothing.
    """
    account, address = account.strip()[:60], address[:45]
    now = clock.machine_now()
    with transaction.atomic():
        row = SignInFailure.objects.select_for_update().filter(account=account, address=address).first()
        closed = row and row.closed_until and row.closed_until > now
        person = None if closed else _person(account, password)
        if person:
            if row:
                row.delete()
        elif not closed:
            row = _note_failure(row, account, address)
    if person:
        return person
    assert row is not None
    raise _refusal(row)


def _person(account: str, password: str) -> Person | None:
    person = Person.objects.filter(sign_in_name=account, is_active=True).first()
    if person is None:
        make_password(password)  # takes as long as a check, so that the time tells nothing
        return None

    def renew(raw: str) -> None:
        person.set_password(raw)
        person.save(update_fields=["password"])

    return person if check_password(password, person.password, renew) else None


def _note_failure(row: SignInFailure | None, account: str, address: str) -> SignInFailure:
    now = clock.machine_now()
    SignInFailure.objects.filter(last_at__lt=now - _FORGET_AFTER).exclude(account=account, address=address).delete()
    if row is None:
        row = SignInFailure(account=account, address=address)
    if row.closed_until or (row.last_at and row.last_at < now - _FORGET_AFTER):
        row.failures, row.closed_until = 0, None  # a pause that is over starts a new count
    row.failures += 1
    row.last_at = now
    if row.failures >= settings.SIGN_IN_FAILURES:
        row.closed_until = now + timedelta(minutes=settings.SIGN_IN_PAUSE_MINUTES)
    row.save()
    return row


def _refusal(row: SignInFailure) -> Refusal:
    if row.closed_until and row.closed_until > clock.machine_now():
        until = row.closed_until.astimezone(clock.LOCAL)
        return Refusal(
            "sign_in_closed",
            f"连续输错{settings.SIGN_IN_FAILURES}次，账号已暂停登录。",
            f"请在{until:%H:%M}以后再试，或联系管理员重设密码。",
            cause="SIGN_IN_FAILURES",
        )
    left = settings.SIGN_IN_FAILURES - row.failures
    return Refusal(
        "sign_in_wrong",
        "账号或密码不对。",
        f"请核对后重新输入；再错{left}次将暂停登录{settings.SIGN_IN_PAUSE_MINUTES}分钟。",
    )
