"""Projects for tests, built only through the door: a fixture can only be a legal history.

`Town` holds the organisations that the 六安 pack names, a person a body (two for the unit and the authority), and does
acts by role. `Story` walks one project; each method is one act of the measure, with answers that its form accepts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from chengzhang.foundation import administer, clock
from chengzhang.foundation.documents import keep
from chengzhang.foundation.documents.staging import stage
from chengzhang.foundation.models import Expert, Organisation, Person, Post
from chengzhang.foundation.people.actor import Actor
from chengzhang.projects import perform as door
from chengzhang.projects import queries
from chengzhang.projects.command import Command, Outcome
from chengzhang.projects.models import Party

PACK, RELEASE = "cn-anhui-luan", "2021-08-06"
BODIES = {
    "owner": ("六安市水利局", "party"),
    "other": ("六安市教育体育局", "party"),
    "authority": ("六安市数据资源管理局", "party"),
    "development_reform": ("六安市发展和改革委员会", "party"),
    "finance": ("六安市财政局", "party"),
    "cryptography": ("六安市密码管理局", "party"),
    "procurement_office": ("六安市公共资源交易监督管理局", "party"),
    "audit": ("六安市审计局", "party"),
    "government": ("六安市人民政府", "party"),
    "contractor": ("皖西数字科技有限公司", "company"),
}


@dataclass
class Town:
    """The bodies and their people. `actors[role]`; a second person of a body is `role + "2"`."""

    actors: dict[str, Actor] = field(default_factory=dict)
    experts: list[Actor] = field(default_factory=list)

    def of(self, role: str) -> Actor:
        return self.actors[role]

    def document(self, role: str, paper: str) -> int:
        """A document that somebody of the body uploaded; its version's id."""
        text = f"%PDF-1.4\n% {paper}\n%%EOF\n".encode()
        with stage([BytesIO(text).read()], f"{paper}.pdf") as staged:
            return keep.add(staged, self.of(role), title=paper, paper=paper).pk


def town() -> Town:
    """The pack in force and everybody in office. Call inside a database test."""
    made = Town()
    for role, (name, kind) in BODIES.items():
        defaults = {"short": name[-6:], "kind": kind, "place": PACK}
        body, _ = Organisation.objects.get_or_create(name=name, defaults=defaults)
        for suffix in ("", "2"):
            made.actors[role + suffix] = _actor(body, f"{role}{suffix}")
    for body in ("other2", "audit2"):
        expert = made.of(body)
        Expert.objects.create(
            person_id=expert.person_id, name=expert.person_name, organisation_id=expert.organisation_id
        )
        made.experts.append(expert)
    administer.install_pack(None, PACK, RELEASE, authority_id=made.of("authority").organisation_id)
    return made


def _actor(body: Organisation, name: str) -> Actor:
    person = Person.objects.create(sign_in_name=name, name=name)
    post = Post.objects.create(person=person, organisation=body, title=name, from_on=date(2015, 1, 1))
    return Actor(person.pk, post.pk, body.pk, person.name, body.name, place=body.place)


class Refused(AssertionError):
    """An act that the story needed was not done; the message lists what stood against it."""


@dataclass
class Story:
    """One project under way. Every act happens on the day that the clock shows."""

    town: Town
    title: str = "水旱灾害防御会商调度系统"
    amount: str = "620万元"
    code: str = ""
    owner: str = "owner"  # who plays the unit

    # ------------------------------------------------------------- acting

    def act(
        self, action: str, by: str, answers: Mapping[str, Any] | None = None, *, of: str | None = None, **more: Any
    ) -> Outcome:
        """Do an act and give its outcome, whatever it is."""
        by = self.owner if by == "owner" else by
        return door.perform(
            Command(action, self.town.of(by), project=self.code or None, of=of, answers=answers or {}, **more)
        )

    def do(
        self,
        action: str,
        by: str,
        answers: Mapping[str, Any] | None = None,
        *,
        parts: tuple[str, ...] = (),
        of: str | None = None,
        **more: Any,
    ) -> Outcome:
        """Do an act that must succeed; `parts` = the roles that then give theirs, in favour."""
        outcome = self.act(action, by, answers, of=of, **more)
        for role in parts:
            for actor in self.speakers(role):
                given = door.give_part(actor, self.code or None, action, outcome.subject, text="同意")
                outcome = given or outcome
        if not outcome.done:
            against = "\n".join(f"{f.kind} {f.id} {f.truth}: {f.say} {f.lacks}" for f in outcome.decision.against)
            raise Refused(f"{action}: {outcome.decision.outcome}\n{against}")
        self.code = outcome.project or self.code
        return outcome

    def speakers(self, role: str) -> list[Actor]:
        """Who speaks for a role: its body's first person, or those drawn from the pool for this project."""
        if role != "expert":
            return [self.town.of(role)]
        drawn = set(Party.objects.filter(project__code=self.code, role=role).values_list("person_id", flat=True))
        return [actor for actor in self.town.experts if actor.person_id in drawn]

    def hand_in(self, *papers: str, by: str = "owner", of: str | None = None) -> None:
        by = self.owner if by == "owner" else by
        for paper in papers:
            door.hand_in(self.town.of(by), self.code, paper, self.town.document(by, paper), of=of)

    def hand_over(self, *papers: str) -> None:
        for paper in papers:
            door.confirm_custody(self.town.of("owner"), self.code, paper, "gives")
            door.confirm_custody(self.town.of("authority"), self.code, paper, "takes")

    def hand_in_what_lacks(self, action: str, by: str = "owner", of: str | None = None) -> None:
        """Every file that the act's page asks for and that is not there."""
        by = self.owner if by == "owner" else by
        for slot in queries.action(self.town.of(by), self.code, action, of).papers:
            if slot.need.kind == "file" and not slot.need.present:
                self.hand_in(slot.need.paper, by=by, of=of)


@contextmanager
def on(day: str) -> Iterator[date]:
    """Everything inside happens on that day."""
    fixed = date.fromisoformat(day)
    with clock.at(fixed):
        yield fixed


# ----------------------------------------------------------------- the measure's own steps

LONG = "按市级规划建设，满足防汛会商需要。"
EIGHT = [
    "meets_policy",
    "fits_plans",
    "reuses_existing",
    "sound_design",
    "sharing_list_given",
    "security_solved",
    "sound_estimate",
    "other_conditions",
]


def register(story: Story, **answers: Any) -> Outcome:
    given = {"title": story.title, "secrecy": "plain", "supply_mode": "invested", "local_budget_funds": story.amount}
    return story.do("project.register", "owner", given | answers)


def draft(story: Story) -> Outcome:
    return story.do(
        "declaration.draft",
        "owner",
        {
            "nature": "new",
            "contents": ["software_development"],
            "total_estimate": story.amount,
            "requirement": LONG,
            "crosses_levels": "no",
        },
    )


def design_answers(story: Story) -> dict[str, Any]:
    """The design form, filled."""
    long = [
        "current_state",
        "needs",
        "basis",
        "goals",
        "scope",
        "process",
        "architecture",
        "sharing",
        "security",
        "duty_served",
        "cloud_resources",
    ]
    return {
        **dict.fromkeys(long, LONG),
        "title": story.title,
        "nature": "new",
        "contents": ["software_development"],
        "serves_public_duty": "yes",
        "cost_lines": [{"item": "软件开发", "sum": story.amount}],
        "total_estimate": story.amount,
        "local_budget_funds": story.amount,
        "other_funds": "0元",
        "services": ["supervision", "system_test", "mlps", "crypto", "design"],
        "equipment": [{"item": "无", "spec": "无"}],
        "schedule": [{"step": "建设", "by": "2024-10-31"}],
        "site": "gov_cloud",
        "network": "extranet",
    }


def submit(story: Story) -> Outcome:
    story.hand_in_what_lacks("declaration.submit")
    return story.do("declaration.submit", "owner", design_answers(story))


def admit(story: Story) -> Outcome:
    return story.do(
        "declaration.admit",
        "authority",
        {"papers_complete": "yes", "conditions_addressed": "yes", "duplicates": "未发现重复建设"},
    )


def review_answers(story: Story, day: date, conclusion: str = "pass") -> dict[str, Any]:
    return {
        **dict.fromkeys(EIGHT, "yes"),
        "isolated": "no",
        "expert_count": "1",
        "held_on": day.isoformat(),
        "reviewed_total": story.amount,
        "conclusion": conclusion,
        "score": "86",
    }


def review(story: Story, day: date) -> Outcome:
    return story.do(
        "review.conclude",
        "authority",
        review_answers(story, day),
        parts=("finance", "development_reform", "cryptography", "expert"),
    )


def declared(story: Story) -> Story:
    """Declared, admitted and reviewed in the summer of 2023."""
    with on("2023-07-03"):
        register(story)
        draft(story)
    with on("2023-07-10"):
        submit(story)
    with on("2023-07-20"):
        admit(story)
    with on("2023-08-10") as day:
        review(story, day)
    return story


def planned(story: Story) -> Story:
    """Listed in the plan of 2024 and approved by the government."""
    with on("2023-11-06"):
        story.do(
            "plan_line.propose",
            "authority",
            {"year": "2024", "volume": "build", "budget": story.amount},
            parts=("finance",),
        )
    with on("2023-11-20"):
        plan(story, [f"{story.code}/plan_line"])
    return story


def plan(story: Story, members: list[str], total: str = "") -> Outcome:
    """The annual plan of 2024 with these lines, opened, submitted and approved."""
    office = Story(story.town)
    opened = office.do("annual_plan.open", "authority", {"year": "2024"}, members={name: {} for name in members})
    money = {"build_total": total or story.amount, "maintain_total": "0元", "pay_total": "0元"}
    office.do("annual_plan.submit", "authority", money, of=opened.subject, parts=("finance",))
    reply = story.town.document("authority", "plan_reply")
    return office.do(
        "annual_plan.approve",
        "authority",
        {"number": "六政秘〔2023〕88号", "date": clock.today().isoformat()},
        of=opened.subject,
        papers={"plan_reply": reply},
    )


def approved(story: Story) -> Story:
    """Approved on its own proposal (from 500万元 on)."""
    with on("2023-12-04"):
        story.hand_in_what_lacks("approval.apply")
        story.do("approval.apply", "owner", {"version_name": "实施方案"})
    with on("2023-12-18"):
        story.do(
            "approval.grant",
            "authority",
            {"number": "六发改投资〔2023〕9号", "granted_on": "2023-12-18", "total": story.amount},
        )
    return story


def contracted(story: Story, acceptance_due_on: str = "2024-10-30") -> Story:
    """Procured in the spring of 2024 and contracted."""
    with on("2024-02-05"):
        story.do(
            "procurement.start",
            "owner",
            {"method": "open", "budget": story.amount, "what": "会商系统"},
            parts=("authority",),
        )
    with on("2024-02-20"):
        story.do("procurement.announce", "owner", {"announced_on": "2024-02-20"})
    with on("2024-03-12"):
        story.do(
            "procurement.award",
            "owner",
            {"supplier": BODIES["contractor"][0], "awarded_on": "2024-03-12", "award_amount": "600万元"},
        )
    with on("2024-03-20"):
        story.do("contract.draft", "owner", {"kind": "main", "party": BODIES["contractor"][0]})
        lists = [
            {"list_kind": "duty", "dataset": "水位", "share_scope": "全市", "open_public": "no", "on_platform": "yes"},
            {"list_kind": "need", "dataset": "气象", "provider": BODIES["other"][0], "purpose": "会商"},
        ]
        story.do("contract.list", "owner", {"rows": lists, "rows_none": {"negative": "无不可共享数据"}})
        story.hand_in_what_lacks("contract.sign")
        story.do(
            "contract.sign",
            "owner",
            {"signed_on": "2024-03-20", "amount": "600万元", "acceptance_due_on": acceptance_due_on},
            parts=("authority",),
        )
    return story


def built(story: Story) -> Story:
    """Built and in trial run until the autumn of 2024."""
    with on("2024-03-25"):
        story.do("construction.start", "owner", {"started_on": "2024-03-25", "manager": "owner"}, parts=("authority",))
    with on("2024-08-30"):
        story.do(
            "construction.complete",
            "owner",
            {
                "differs_from_baseline": "no",
                "security_built": "yes",
                "site": "gov_cloud",
                "network": "extranet",
                "platform_connected": "yes",
                "service_platform_connected": "yes",
            },
            parts=("authority",),
        )
    with on("2024-09-02"):
        story.do("trial.start", "owner", {"started_on": "2024-09-02"})
    with on("2024-10-08"):
        story.do("trial.finish", "owner", {"finished_on": "2024-10-08", "running": LONG})
    return story


def ask_for_acceptance(story: Story, **more: str) -> Outcome:
    story.hand_over("database_rights", "source_code")
    story.hand_in_what_lacks("acceptance.apply")
    story.do("acceptance.apply", "owner", {"summary": LONG, **more})
    return story.do("acceptance.agree", "authority")


def hold_acceptance(story: Story, day: date, result: str = "passed", **more: str) -> Outcome:
    return story.do(
        "acceptance.hold",
        "owner",
        {"held_on": day.isoformat(), "witness": "procurement_office", "result": result, "opinion": LONG, **more},
        parts=("authority", "procurement_office"),
    )
