"""Organisations, accounts, posts, deputies and experts."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from ..people.actor import Actor
from ..people.models import ActingFor, Expert, Organisation, Person, Post, SignInFailure
from ..refusal import Refusal
from .act import absent, filled, found, must_administer, ordered, record, span


def create_organisation(
    actor: Actor | None, name: str, *, short: str = "", kind: str, place: str = "", parent_id: int | None = None
) -> int:
    """Enter an organisation in the register; its id."""
    must_administer(actor)
    name = filled(name, "单位名称", 120)
    kind = filled(kind, "单位类型", 40)
    with transaction.atomic():
        if Organisation.objects.filter(name=name).exists():
            raise Refusal("organisation_exists", f"“{name}”已经登记。", "请直接选用，或核对名称。")
        if parent_id is not None:
            found(Organisation.objects.filter(id=parent_id).exists(), "上级单位")
        created = Organisation.objects.create(
            name=name, short=(short or name)[:40], kind=kind, place=place, parent_id=parent_id
        )
        record(actor, "organisation.create", {"organisation": created.pk, "name": name, "kind": kind}, created.pk)
    return created.pk


def create_person(
    actor: Actor | None, sign_in_name: str, name: str, *, password: str | None = None, email: str = ""
) -> int:
    """Open an account; its id. Without a password nobody can sign in to it until `set_password`."""
    must_administer(actor)
    sign_in_name, name = filled(sign_in_name, "登录账号", 60), filled(name, "姓名", 60)
    person = Person(sign_in_name=sign_in_name, name=name, email=_email(email))
    _give_password(person, password)
    with transaction.atomic():
        if Person.objects.filter(sign_in_name=sign_in_name).exists():
            raise Refusal("person_exists", f"登录账号“{sign_in_name}”已被使用。", "请换一个账号。")
        person.save()
        record(actor, "person.create", {"person": person.pk, "name": name, "sign_in_name": sign_in_name})
    return person.pk


def set_password(actor: Actor | None, person_id: int, password: str) -> None:
    """Give a person a new password and open the account again if it was paused. Persons may do this for themselves."""
    if actor is None or actor.person_id != person_id:
        must_administer(actor)
    with transaction.atomic():
        person = _person(person_id)
        _give_password(person, password)
        person.save(update_fields=["password"])
        SignInFailure.objects.filter(account=person.sign_in_name).delete()
        record(actor, "person.set_password", {"person": person_id})


def close_account(actor: Actor | None, person_id: int) -> None:
    """End a person's access. What the person did stays."""
    must_administer(actor)
    with transaction.atomic():
        person = _person(person_id)
        person.is_active = False
        person.save(update_fields=["is_active"])
        record(actor, "person.close_account", {"person": person_id})


def create_post(
    actor: Actor | None,
    person_id: int,
    organisation_id: int,
    title: str,
    *,
    head: bool = False,
    administers: bool = False,
    from_on: date,
    until_on: date | None = None,
) -> int:
    """Seat a person in an organisation from a day on; the post's id."""
    must_administer(actor)
    title = filled(title, "职务", 60)
    ordered(from_on, until_on)
    with transaction.atomic():
        _person(person_id)
        found(Organisation.objects.filter(id=organisation_id).exists(), "单位")
        created = Post.objects.create(
            person_id=person_id,
            organisation_id=organisation_id,
            title=title,
            head=head,
            administers=administers,
            from_on=from_on,
            until_on=until_on,
        )
        body = {"post": created.pk, "person": person_id, "title": title, "head": head, "administers": administers}
        record(actor, "post.create", body | span(from_on, until_on), organisation_id)
    return created.pk


def end_post(actor: Actor | None, post_id: int, until_on: date) -> None:
    """Set the last day of a post."""
    must_administer(actor)
    with transaction.atomic():
        post = Post.objects.select_for_update().filter(id=post_id).first()
        if post is None:
            raise absent("岗位")
        ordered(post.from_on, until_on)
        post.until_on = until_on
        post.save(update_fields=["until_on"])
        record(actor, "post.end", {"post": post_id, "until_on": until_on.isoformat()}, post.organisation_id)


def let_act_for(actor: Actor | None, deputy_id: int, principal_id: int, *, from_on: date, until_on: date) -> int:
    """Let one post do the business of another between two days, both inclusive; the id of the arrangement."""
    must_administer(actor)
    ordered(from_on, until_on)
    if deputy_id == principal_id:
        raise Refusal("acts_for_itself", "不能由本岗位代理本岗位。", "请选择另一个岗位。")
    with transaction.atomic():
        found(Post.objects.filter(id__in=(deputy_id, principal_id)).count() == 2, "岗位")
        created = ActingFor.objects.create(
            deputy_id=deputy_id, principal_id=principal_id, from_on=from_on, until_on=until_on
        )
        record(actor, "post.let_act_for", {"deputy": deputy_id, "principal": principal_id} | span(from_on, until_on))
    return created.pk


def create_expert(
    actor: Actor | None,
    name: str,
    *,
    fields: Sequence[str],
    person_id: int | None = None,
    organisation_id: int | None = None,
    employer: str = "",
) -> int:
    """Enter an expert in the pool; the id."""
    must_administer(actor)
    name = filled(name, "专家姓名", 60)
    with transaction.atomic():
        if person_id is not None:
            _person(person_id)
            if Expert.objects.filter(person_id=person_id).exists():
                raise Refusal("expert_exists", f"“{name}”已在专家库中。", "请直接修改其专业领域。")
        if organisation_id is not None:
            found(Organisation.objects.filter(id=organisation_id).exists(), "单位")
        created = Expert.objects.create(
            name=name, person_id=person_id, organisation_id=organisation_id, employer=employer, fields=list(fields)
        )
        record(actor, "expert.create", {"expert": created.pk, "name": name, "fields": list(fields)}, organisation_id)
    return created.pk


def _email(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise Refusal("email_unreadable", f"“{text}”不是电子邮箱地址。", "请核对后重新填写，或留空。") from error
    return text


def _give_password(person: Person, password: str | None) -> None:
    if password is None:
        person.set_unusable_password()
        return
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refusal("password_weak", "".join(error.messages), "请换一个不少于10位、不易猜到的密码。") from error
    person.set_password(password)


def _person(person_id: int) -> Person:
    person = Person.objects.select_for_update().filter(id=person_id).first()
    if person is None:
        raise absent("人员")
    return person
