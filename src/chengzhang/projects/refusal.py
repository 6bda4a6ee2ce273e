"""The door's own "no": what stops an act before the engine is asked, or in spite of its answer.

A rule's "no" is not an exception: it is an `Outcome` whose decision says why.
"""

from __future__ import annotations

from chengzhang.foundation.refusal import Refusal


class NotFound(Refusal):
    """There is no such thing, or this actor may not see it: one answer for both (404)."""

    def __init__(self, what: str = "项目") -> None:
        super().__init__(
            "not_found", f"没有找到这个{what}，或者您无权查看。", "请核对编号；如应能看到，请联系本单位管理员。"
        )


class Stale(Refusal):
    """Somebody acted since the page was drawn (409)."""

    def __init__(self, current: int) -> None:
        super().__init__(
            "stale", "本页已过期：打开之后这个项目又有了新的办理。", "您填的内容已保留，请刷新后核对再提交。"
        )
        self.current = current


class KeyReused(Refusal):
    """An idempotency key came back with another act (422)."""

    def __init__(self) -> None:
        super().__init__("key_reused", "同一个提交编号用在了两件不同的事上。", "请刷新页面重新提交。")


class NoRules(Refusal):
    """No pack binds this place on this day (409)."""

    def __init__(self, on: str) -> None:
        super().__init__("no_rules", f"{on}没有已生效的规则包。", "请法规员先安装规则包。")


class NotAnAct(Refusal):
    """The pack of the day knows no such act (404)."""

    def __init__(self, action: str) -> None:
        super().__init__("unknown_action", f"现行规则里没有“{action}”这个办理事项。", "请从项目页重新进入。")


class Frozen(Refusal):
    """A paper that a decision rests on can't be changed (409)."""

    def __init__(self, paper: str) -> None:
        super().__init__("paper_frozen", f"“{paper}”已作为决定的依据定卷，不能替换。", "请按变更程序提交新的材料。")


class NotYours(Refusal):
    """The actor holds none of the roles that this needs (403)."""

    def __init__(self, say: str, cause: str = "") -> None:
        super().__init__("not_yours", say, "请由有权的单位办理。", cause)


class Malformed(Refusal):
    """What was sent can't be read (422)."""

    def __init__(self, say: str, next_step: str = "请改正后重新提交。") -> None:
        super().__init__("malformed", say, next_step)


class Busy(Refusal):
    """The database is locked or gone (503). Nothing was stored."""

    def __init__(self, cause: str) -> None:
        super().__init__("busy", "数据库暂时不可用，这次办理没有保存。", "内容仍在页面上，请稍后再提交一次。", cause)
