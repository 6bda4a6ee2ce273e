"""From which subject a scenario asks for a table or a derived fact."""

from __future__ import annotations

from chengzhang.engine.case import Subject
from chengzhang.engine.deciding.places import rows_below
from chengzhang.engine.deciding.typed import FactsError
from chengzhang.engine.facts_file import CaseFile
from chengzhang.engine.pack.model import Pack
from chengzhang.engine.pack.scenarios.build import NOW
from chengzhang.engine.pack.scenarios.read import Case
from chengzhang.engine.rules.check import check_tree
from chengzhang.engine.rules.definitions import check_derivation
from chengzhang.engine.rules.names import Scope


def perspective(pack: Pack, case: Case, file: CaseFile) -> Subject:
    """The subject from which the name means something: `of`, else the project, else the first kind that sees it."""
    name = case.ask
    kinds = [case.of] if case.of else ["project", *pack.subjects]
    kind = next((kind for kind in kinds if _sees(pack, kind, name)), kinds[0])
    rows = list(rows_below(file.top, kind))
    if not rows:
        raise FactsError("ask", f"情形里没有“{kind}”", f"写上它的状态或事实，如 states: {{{kind}: …}}")
    return next((row for row in rows if row.id == NOW), rows[-1])


def _sees(pack: Pack, kind: str, name: str) -> bool:
    scope = Scope(pack, kind)
    table = pack.tables.get(name.partition(".")[0])
    if table is not None:
        return not any(check_tree(scope, row.when) for row in table.rows)
    return name not in pack.derived or not check_derivation(scope, pack.derived[name])
