"""The addresses under /api/v1: read by queries, change by the door, refuse with the door's own words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict, Field

from chengzhang.foundation import clock
from chengzhang.foundation.people import posts, sign_in, tokens
from chengzhang.foundation.people.actor import Actor
from chengzhang.foundation.refusal import Refusal, http_status
from chengzhang.projects import queries
from chengzhang.projects.command import Command
from chengzhang.projects.perform import give_part, perform
from chengzhang.projects.queries.pages import Filters

from .keys import ProgramKey
from .plain import plain

api = NinjaAPI(title="成章", version="1", description="办理与查询，与网页同一个入口", auth=ProgramKey(), docs_url=None)
_KEY_DAYS = 1


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class SignIn(Strict):
    """`post`: id of the post to act in; the first one when absent."""

    account: str
    password: str
    post: int | None = None


class ActionIn(Strict):
    """What an act is done with; the fields of `projects.command.Command`. Answers are texts as forms take them."""

    of: str | None = None
    revision: int | None = None
    answers: dict[str, Any] = Field(default_factory=dict)
    reason: str = ""
    lifted: dict[str, str] = Field(default_factory=dict)
    not_applicable: dict[str, str] = Field(default_factory=dict)
    papers: dict[str, int] = Field(default_factory=dict)
    members: dict[str, dict[str, Any]] = Field(default_factory=dict)
    unit: int | None = None
    key: str | None = None


class PreviewIn(Strict):
    of: str | None = None
    answers: dict[str, Any] = Field(default_factory=dict)
    lifted: dict[str, str] = Field(default_factory=dict)
    not_applicable: dict[str, str] = Field(default_factory=dict)
    members: dict[str, dict[str, Any]] = Field(default_factory=dict)


class PartIn(Strict):
    """One's part in a joint act. `role`: where the body holds several; `score`: of 100, from those who advise."""

    of: str | None = None
    role: str | None = None
    favour: bool
    text: str = ""
    score: int | None = None


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    body = {"code": refusal.code, "say": refusal.say, "next_step": refusal.next_step, "cause": refusal.cause}
    return api.create_response(request, body, status=http_status(refusal.code))


@api.exception_handler(AuthenticationError)
def unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refused(request, Refusal("no_key", "没有有效的密钥。", "请先到 /api/v1/sign-in 取得，或请管理员签发。"))


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    where = "；".join(".".join(str(part) for part in one["loc"][1:]) + "：" + one["msg"] for one in error.errors)
    return refused(request, Refusal("malformed", f"请求的格式不对（{where}）。", "请对照 /api/v1/openapi.json 改正。"))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The body is no JSON at all."""
    no = Refusal("malformed", "请求的正文不是JSON。", "请对照 /api/v1/openapi.json 改正。", str(error))
    return refused(request, no)


@api.post("/sign-in", auth=None, summary="用账号取得一天的密钥")
def open_key(request: HttpRequest, given: SignIn) -> dict[str, Any]:
    person = sign_in.sign_in(given.account, given.password, request.META.get("REMOTE_ADDR", ""))
    open_to = posts.roles_open_to(person.pk, clock.today())
    actor = next((one for one in open_to if given.post in (None, one.post_id)), None)
    if actor is None:
        raise Refusal("no_post", "这个账号今天没有这个岗位。", "请核对岗位编号，或请本单位管理员登记岗位。")
    until = clock.machine_now().date() + timedelta(days=_KEY_DAYS)
    return {"key": tokens.issue(actor, until), "until": until.isoformat(), "actor": plain(actor)}


@api.get("/me", summary="我是谁、办什么")
def me(request: HttpRequest) -> Any:
    return {"actor": plain(_actor(request)), "desk": plain(queries.desk(_actor(request)))}


@api.get("/projects", summary="项目台账")
def register(
    request: HttpRequest,
    text: str = "",
    stage: str = "",
    year: int | None = None,
    late: bool | None = None,
    sort: str = "-code",
    page: int = 1,
    per_page: int = 20,
) -> Any:
    filters = Filters(text=text, stage=stage, year=year, late=late)
    return plain(queries.register(_actor(request), filters, sort, page, min(max(per_page, 1), 200)))


@api.get("/projects/{code}", summary="一个项目")
def project(request: HttpRequest, code: str) -> Any:
    return plain(queries.project(_actor(request), code))


@api.get("/projects/{code}/actions/{action}", summary="办一件事之前：要什么、差什么")
def action(request: HttpRequest, code: str, action: str, of: str | None = None) -> Any:
    return _action_page(queries.action(_actor(request), code, action, of))


@api.post("/projects/{code}/actions/{action}/preview", summary="试算，不提交")
def preview(request: HttpRequest, code: str, action: str, given: PreviewIn) -> Any:
    return _preview(request, code, action, given)


@api.post("/projects/{code}/actions/{action}/part", summary="会办：给出自己的意见、签署或见证")
def part(request: HttpRequest, code: str, action: str, given: PartIn) -> HttpResponse:
    return _part(request, code, action, given)


@api.post("/projects/{code}/actions/{action}", summary="办一件事")
def act(request: HttpRequest, code: str, action: str, given: ActionIn) -> HttpResponse:
    return _perform(request, Command(action=action, actor=_actor(request), project=code, **given.dict()))


@api.get("/office/actions/{action}", summary="不属于某个项目的事：要什么、差什么")
def office_action(request: HttpRequest, action: str, of: str | None = None) -> Any:
    return _action_page(queries.action(_actor(request), None, action, of))


@api.post("/office/actions/{action}", summary="建档、开会、编计划等不属于某个项目的事")
def office_act(request: HttpRequest, action: str, given: ActionIn) -> HttpResponse:
    return _perform(request, Command(action=action, actor=_actor(request), **given.dict()))


@api.post("/office/actions/{action}/preview", summary="试算，不提交")
def office_preview(request: HttpRequest, action: str, given: PreviewIn) -> Any:
    return _preview(request, None, action, given)


@api.post("/office/actions/{action}/part", summary="会办：给出自己的意见、签署或见证")
def office_part(request: HttpRequest, action: str, given: PartIn) -> HttpResponse:
    return _part(request, None, action, given)


@api.get("/office/{of}", summary="单位或主管部门的一件事")
def office(request: HttpRequest, of: str) -> Any:
    return plain(queries.office(_actor(request), of))


@api.get("/decisions/{number}", summary="一次办理的依据与回执")
def decision(request: HttpRequest, number: int) -> Any:
    return plain(queries.decision(_actor(request), number))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by ninja from ProgramKey
    return actor


def _preview(request: HttpRequest, code: str | None, action: str, given: PreviewIn) -> Any:
    one = given
    return plain(
        queries.preview(_actor(request), code, action, one.of, one.answers, one.not_applicable, one.lifted, one.members)
    )


def _part(request: HttpRequest, code: str | None, action: str, given: PartIn) -> HttpResponse:
    """202 = noted, others have not spoken or a batch decides; else what the act that it completed was answered."""
    told = given.dict()
    outcome = give_part(_actor(request), code, action, told.pop("of"), **told)
    if outcome is None:
        return api.create_response(request, {"done": False, "waits": True}, status=202)
    return api.create_response(request, plain(outcome), status=200 if outcome.done else 422)


def _perform(request: HttpRequest, command: Command) -> HttpResponse:
    """200 = done, 202 = waits for other parties, 422 = the rules stand against it; the body says the same each time."""
    outcome = perform(command)
    status = 200 if outcome.done else 202 if outcome.waits else 422
    return api.create_response(request, plain(outcome), status=status)


def _action_page(page: Any) -> dict[str, Any]:
    """An action page without the pack's syntax trees: programs get the form's fields, not its rules' innards."""
    shown = {name: plain(getattr(page, name)) for name in page.__slots__ if name not in ("action", "form")}
    shown["action"] = {"id": page.action.id, "zh": page.action.zh, "by": page.action.by, "cite": list(page.action.cite)}
    shown["form"] = (
        None
        if page.form is None
        else {
            "id": page.form.id,
            "zh": page.form.zh,
            "fields": [
                {name: plain(getattr(one, name)) for name in ("id", "zh", "type", "only", "cite", "help")}
                for one in page.form.fields
                if one.id not in page.hidden
            ],
        }
    )
    return shown
