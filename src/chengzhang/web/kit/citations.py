"""Where a citation leads: the anchor of its clause in the scroll, and the number cut into its article's seal."""

from __future__ import annotations

import re

from .written import numeral


def anchor(measure: str, clause: str) -> str:
    """`c-luan2021-9-5`: a name that is a valid fragment whatever the clause is called."""
    return "c-" + re.sub(r"[^0-9A-Za-z_-]", "_", f"{measure}-{clause}")


def article_of(clause: str) -> str:
    """`9-5` -> `9`, `A3-2` -> `A3`, `2.3.3-4` -> `2.3.3`: after the dash stands a norm of it."""
    return clause.partition("-")[0]


def number(article: str) -> str:
    """`9` -> `九`, for the square seal in the scroll; 附 for annexes, 题 for the title, the rest as it stands."""
    if article.isdigit():
        return numeral(int(article)) if int(article) else "题"
    return "附" if article.startswith("A") else article
