"""Rows of people: organisations, persons and their posts."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class Organisation(models.Model):
    """A public body or a firm. `kind` is a word of the vocabulary's unit_type; `place` names the jurisdiction."""

    name = models.CharField(max_length=120, unique=True)
    short = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=80, blank=True, db_index=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(parent=F("id")), name="organisation_not_its_own_parent")]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Django asks for persons through this."""

    def get_by_natural_key(self, sign_in_name: str | None) -> "Person":
        return self.get(sign_in_name=sign_in_name)


class Person(AbstractBaseUser):
    """Somebody who may sign in. What they may do hangs on their posts, never on the person."""

    sign_in_name = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    objects = PersonManager()
    USERNAME_FIELD = "sign_in_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person's place in an organisation between two days. One person may hold several."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60)
    head = models.BooleanField(default=False, help_text="answers for the organisation: what goes out under its seal")
    administers = models.BooleanField(default=False, help_text="may change people, packs and readings of the office")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="last day, inclusive")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["organisation", "from_on"], name="post_of_organisation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="post_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ActingFor(models.Model):
    """One post does the business of another between two days."""

    deputy = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="acts_for")
    principal = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deputies")
    from_on = models.DateField()
    until_on = models.DateField(help_text="last day, inclusive; nobody acts for ever")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(deputy=F("principal")), name="nobody_acts_for_himself"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="acting_ends_after_it_begins"),
        ]


class SignInFailure(models.Model):
    """Wrong passwords in a row, for one account from one address."""

    account = models.CharField(max_length=60)
    address = models.CharField(max_length=45)
    failures = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()
    closed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "address"], name="one_row_an_account_and_address")]


class Expert(models.Model):
    """A member of the expert pool: a person of ours, or somebody known only by name."""

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="expert")
    name = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT)
    employer = models.CharField(max_length=120, blank=True, help_text="where the organisation is not in our register")
    fields = models.JSONField(default=list, help_text="fields of knowledge, Chinese words")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["person"], name="a_person_is_one_expert")]

    def __str__(self) -> str:
        return self.name
