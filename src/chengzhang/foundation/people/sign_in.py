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
    account, address = account.replace("\0", "").strip()[:60], address[:45]
    row = _count(account, address)
    person = None if row.failures > settings.SIGN_IN_FAILURES else _person(account, password)
    if person is None:
        raise _refusal(row)
    row.delete()
    return person


@transaction.atomic
def _count(account: str, address: str) -> SignInFailure:
    """Count this try as a failure before the password is looked at, so that many at once can't slip past the limit.

    The password is checked after this transaction: it takes long on purpose, and nobody's write should wait for it.
    """
    now = clock.machine_now()
    SignInFailure.objects.filter(last_at__lt=now - _FORGET_AFTER).delete()
    row, _ = SignInFailure.objects.select_for_update().get_or_create(
        account=account, address=address, defaults={"last_at": now}
    )
    if row.closed_until and row.closed_until <= now:
        row.failures, row.closed_until = 0, None  # a pause that is over starts a new count
    row.failures = min(row.failures, settings.SIGN_IN_FAILURES) + 1
    if row.failures == settings.SIGN_IN_FAILURES:
        row.closed_until = now + timedelta(minutes=settings.SIGN_IN_PAUSE_MINUTES)
    row.last_at = now
    row.save()
    return row


def _person(account: str, password: str) -> Person | None:
    person = Person.objects.filter(sign_in_name=account, is_active=True).first()
    if person is None:
        make_password(password)  # takes as long as a check, so that the time tells nothing
        return None

    def renew(raw: str) -> None:
        person.set_password(raw)
        person.save(update_fields=["password"])

    return person if check_password(password, person.password, renew) else None


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
