"""What is wrong with a line of a pack, said so that a keeper of rules can mend it."""

from __future__ import annotations

from chengzhang.engine.rules.ast import Mark


class RuleError(ValueError):
    """`mark` file and line, `column` from 1 within the text of the test, `code` a stable English id.

    `what_is_wrong` and `what_to_do` are Chinese sentences without a full stop.
    """

    def __init__(
        self,
        mark: Mark | None,
        what_is_wrong: str,
        what_to_do: str,
        *,
        code: str = "rule",
        column: int | None = None,
        source: str = "",
    ) -> None:
        self.mark = mark
        self.what_is_wrong = what_is_wrong
        self.what_to_do = what_to_do
        self.code = code
        self.column = column
        self.source = source
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.mark}：" if self.mark else ""
        column = f"第{self.column}列：" if self.column else ""
        line = f"（“{self.source}”）" if self.source else ""
        return f"{place}{column}{self.what_is_wrong}{line}。{self.what_to_do}。[{self.code}]"
