"""The spine's tables. Written by `perform` and `tick` alone (the hot ones in plain SQL); others read `queries`."""

from django.db import models
from django.db.models import F, Q

from chengzhang.foundation.models import Document, Organisation, Person, Version


class Project(models.Model):
    """One project. What lists sort and filter by stands here as a copy; the truth is in its subjects.

    `revision` counts the acts done to it: a page that names an older one is stale. Amounts are whole fen.
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="projects")
    pack = models.CharField(
        max_length=80, help_text="id of the place's pack; the release follows from the day of each act"
    )
    track = models.CharField(max_length=40)
    revision = models.BigIntegerField(default=0)
    stage = models.CharField(max_length=40, blank=True, help_text="last stage reached; empty while only a draft")
    amount = models.BigIntegerField(null=True, blank=True, help_text="fen: budget, else approved, else estimated")
    year = models.IntegerField(null=True, blank=True, help_text="plan year")
    due_on = models.DateField(null=True, blank=True, help_text="earliest duty not done")
    closed = models.BooleanField(default=False, help_text="rests for ever")
    created_on = models.DateField()
    created_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "-amount", "id"], name="project_of_unit_by_amount"),
            models.Index(fields=["pack", "-amount", "id"], name="project_by_amount"),
            models.Index(fields=["pack", "due_on", "id"], name="project_by_due"),
            models.Index(fields=["pack", "stage", "id"], name="project_by_stage"),
            models.Index(fields=["pack", "year", "id"], name="project_by_year"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(revision__gte=0), name="project_revision_counts_up"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="project_amount_not_negative"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(pack="") & ~Q(track=""), name="project_named"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Subject(models.Model):
    """One thing with a state: of a project, or (without one) of a unit or of the office.

    `number` counts within the kind. The JSON texts hold the engine's values in the form of `stored`:
    facts {name: value}; papers {"has": {paper: [part]}, "not_applicable": {paper: reason}};
    events [{act, on, sets, answers, by}]; answers {form: {field: value}} as last given.
    """

    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="subjects")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField(default=1)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    state = models.CharField(max_length=40, default="new")
    facts = models.TextField(default="{}")
    papers = models.TextField(default="{}")
    events = models.TextField(default="[]")
    answers = models.TextField(default="{}")
    revision = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "number"], condition=Q(project__isnull=False), name="subject_of_project_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "pack", "kind", "number"],
                condition=Q(project__isnull=True),
                name="subject_of_office_once",
            ),
            models.CheckConstraint(condition=~Q(state="") & ~Q(kind=""), name="subject_has_a_state"),
            models.CheckConstraint(condition=Q(revision__gte=0), name="subject_revision_counts_up"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.number}"


class Membership(models.Model):
    """A subject takes part in a batch: a review session, a bundle, an annual plan."""

    batch = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    left_out = models.TextField(blank=True, help_text="why the batch went on without it")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["batch", "member"], name="in_a_batch_once")]


class Decision(models.Model):
    """What the engine answered when somebody acted: kept whether or not it allowed."""

    project = models.ForeignKey(Project, null=True, on_delete=models.PROTECT, related_name="decisions", db_index=False)
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="decisions")
    action = models.CharField(max_length=80)
    on = models.DateField(db_column="on_day")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=30)
    allowed = models.BooleanField()
    # Bodies and persons are never removed; a constraint would lock their rows at every act.
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    revision = models.BigIntegerField(help_text="of the project, after the act")
    reason = models.TextField(blank=True, default="")
    body = models.TextField(help_text="the decision as JSON (see `body`)")
    receipt = models.TextField(help_text="the receipt as JSON")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "id"], name="decision_of_project")]
        constraints = [models.CheckConstraint(condition=~Q(outcome="") & ~Q(action=""), name="decision_says_something")]


class Duty(models.Model):
    """Who owes what by when: the last result of the engine's `duties`, so that lists can ask in one query.

    status: open | late | done | done_late | suspended | lapsed | dropped. `latest_on` differs while provisional.
    """

    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", help_text="whose project or office"
    )
    pack = models.CharField(max_length=80)
    duty = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    who = models.CharField(max_length=40, help_text="role")
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="duties",
        help_text="who holds the role",
    )
    opened_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    latest_on = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    remind_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12)
    level = models.CharField(max_length=14)
    body = models.TextField(help_text="the engine's view of it as JSON: sentence, citations, how the day was counted")
    told_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name_plural = "duties"
        indexes = [
            models.Index(fields=["organisation", "status", "due_on"], name="duty_of_organisation"),
            models.Index(fields=["status", "due_on"], name="duty_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], condition=Q(project__isnull=False), name="duty_once"),
            models.UniqueConstraint(
                fields=["owner", "pack", "key"], condition=Q(project__isnull=True), name="duty_of_office_once"
            ),
            models.CheckConstraint(
                condition=Q(latest_on=None) | Q(due_on=None) | Q(latest_on__gte=F("due_on")),
                name="duty_latest_not_before",
            ),
        ]


class Handed(models.Model):
    """A paper in the file of a subject, or one part of it: a document, a hand-over confirmed by both sides, something
    printed by an act, or a declaration that it is not applicable."""

    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="handed")
    paper = models.CharField(max_length=80)
    part = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=10)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    given_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    taken_on = models.DateField(null=True, blank=True)
    not_applicable = models.TextField(blank=True, help_text="the reason")
    content = models.TextField(blank=True, help_text="JSON: what an act printed; `digest` is of this text")
    handed_on = models.DateField()
    handed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    frozen_by = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="frozen")
    replaced = models.BooleanField(default=False, help_text="a newer one took its place")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "handed"
        indexes = [models.Index(fields=["project", "paper"], name="handed_of_project")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "paper", "part"], condition=Q(replaced=False), name="handed_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(frozen_by=None)
                | ~Q(digest="")
                | Q(kind__in=["custody", "record", "made"])
                | ~Q(not_applicable=""),
                name="frozen_by_digest",
            ),
        ]


class Joint(models.Model):
    """A joint act that its own party has done its share of and that waits for the others'."""

    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="joints")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="joints")
    action = models.CharField(max_length=80)
    command = models.TextField(help_text="answers, reason, exceptions of the act as JSON")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("foundation.Post", null=True, on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField()
    ended_by = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "action"],
                condition=Q(ended_by__isnull=True, withdrawn=False),
                name="a_joint_act_waits_once",
            )
        ]


class Part(models.Model):
    """What one party of a joint act said. It counts for the act that takes it up (`used_by`), once."""

    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="parts")
    action = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    favour = models.BooleanField()
    text = models.TextField(blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="an expert's, of 100")
    on = models.DateField(db_column="on_day")
    at = models.DateTimeField()
    used_by = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "action", "role", "person"],
                condition=Q(used_by__isnull=True, withdrawn=False),
                name="a_part_once",
            )
        ]


class Wanted(models.Model):
    """A part of a waiting joint act that has not been given: whose desk it lies on, since when, until when."""

    joint = models.ForeignKey(Joint, on_delete=models.CASCADE, related_name="wanted")
    role = models.CharField(max_length=40)
    part = models.CharField(max_length=10)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    given = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["organisation", "given"], name="wanted_of_organisation")]
        constraints = [
            models.UniqueConstraint(
                fields=["joint", "role", "organisation"], condition=Q(organisation__isnull=False), name="wanted_once"
            ),
            models.UniqueConstraint(
                fields=["joint", "role"], condition=Q(organisation__isnull=True), name="wanted_of_a_pool_once"
            ),
        ]


class Lifting(models.Model):
    """A rule that holds in principle, lifted for one act on one subject by somebody who may, with the reason."""

    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.PROTECT, related_name="liftings")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="liftings")
    action = models.CharField(max_length=80)
    rule = models.CharField(max_length=80)
    role = models.CharField(max_length=40)
    reason = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(db_column="on_day")
    at = models.DateTimeField()
    used_by = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="liftings")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "action", "rule"], condition=Q(used_by__isnull=True), name="lifted_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lifted_with_a_reason"),
        ]


class Party(models.Model):
    """An organisation or a person that facts made part of a project (the contractor, a drawn expert): may see it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "parties"
        indexes = [
            models.Index(fields=["organisation", "project"], name="party_organisation"),
            models.Index(fields=["person", "project"], name="party_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "role", "organisation"], condition=Q(person__isnull=True), name="party_once"
            ),
            models.UniqueConstraint(
                fields=["project", "role", "person"], condition=Q(person__isnull=False), name="party_person_once"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(person__isnull=False), name="party_is_somebody"
            ),
        ]


class Baseline(models.Model):
    """An approved version of scope, money and schedule. All versions stay; the first is the original."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="baselines")
    number = models.PositiveIntegerField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(db_column="on_day")
    amount = models.BigIntegerField(null=True, blank=True, help_text="fen")
    facts = models.TextField(help_text="the project's facts as approved, JSON")

    class Meta:
        ordering = ["project_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="baseline_numbered"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="baseline_amount_not_negative"),
        ]


class Draft(models.Model):
    """Answers somebody is still writing: raw text, saved while typing, gone when the act is done."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    project = models.ForeignKey(Project, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    subject = models.ForeignKey(Subject, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(max_length=80)
    place = models.CharField(max_length=160, help_text="project, subject and action in one word: what the draft is for")
    answers = models.TextField(help_text="raw text by field, JSON")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["organisation", "-saved_at"], name="draft_of_organisation")]
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation", "place"], name="one_draft_an_act"),
        ]


class Repeat(models.Model):
    """An idempotency key and what was answered to it first."""

    person_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, help_text="of the command: the same key for another act is refused")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="a_key_once")]


class Sequence(models.Model):
    """The last number given out under a name ("2026"): project codes without gaps or doubles."""

    name = models.CharField(max_length=80, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Tick(models.Model):
    """A day whose morning work was done for a pack; once."""

    pack = models.CharField(max_length=80)
    on = models.DateField(db_column="on_day")
    calendar = models.CharField(max_length=80, help_text="digest of the calendar it counted with")
    at = models.DateTimeField()

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["pack", "on", "calendar"], name="a_morning_once")]
