"""A pack's decision tables as DMN 1.5 with their requirements diagram: hit policy unique, inputs typed, rows cited."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from chengzhang.engine.export.feel import Cell, Column, cells
from chengzhang.engine.pack.model import Pack, Row, Table
from chengzhang.engine.rules.cited import citations

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"
DMNDI = "https://www.omg.org/spec/DMN/20230324/DMNDI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
DI = "http://www.omg.org/spec/DMN/20180521/DI/"
PREFIXES = {"dmn": DMN, "dmndi": DMNDI, "dc": DC, "di": DI}
WIDTH, HEIGHT = 180, 80
INPUT_WIDTH, INPUT_HEIGHT = 160, 45
FEEL_TYPES = {"money": "number", "ratio": "number", "count": "number", "year": "number", "yes_no": "boolean"}


def to_dmn(pack: Pack) -> str:
    """The text of a .dmn file with every decision table of the pack, the scope included."""
    for prefix, uri in PREFIXES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(
        _q(DMN, "definitions"),
        {"id": "definitions", "name": pack.zh, "namespace": f"urn:chengzhang:{pack.id}:{pack.release}"},
    )
    tables = {t.id: t for t in (pack.scope.table, *pack.tables.values()) if t is not None}
    rows = {table.id: [cells(pack, row.when) for row in table.rows] for table in tables.values()}
    columns = {id: _columns(found) for id, found in rows.items()}
    inputs = {c.variable: c for listed in columns.values() for c in listed if not _table_of(c, tables)}
    for column in inputs.values():
        data = _sub(root, DMN, "inputData", id=f"input_{column.variable}", name=column.label)
        _sub(data, DMN, "variable", id=f"variable_{column.variable}", name=column.variable, typeRef=column.type)
    for table in tables.values():
        _decision(root, pack, table, columns[table.id], rows[table.id], tables)
    _diagram(root, tables, columns, list(inputs))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written.decode() + "\n"


def _columns(rows: list[list[Cell]]) -> list[Column]:
    """The inputs of a table in the order in which its rows name them; of one that asks for nothing, none."""
    return list({cell.column.variable: cell.column for row in rows for cell in row}.values())


def _table_of(column: Column, tables: dict[str, Table]) -> str | None:
    id = column.source.partition(".")[0]
    return id if id in tables else None


def _decision(
    root: ET.Element, pack: Pack, table: Table, columns: list[Column], rows: list[list[Cell]], tables: dict[str, Table]
) -> None:
    decision = _sub(root, DMN, "decision", id=f"decision_{table.id}", name=_name(pack, table))
    plain = list(table.columns) == [""]
    kind = _type(table, "") if plain else "Any"
    _sub(decision, DMN, "variable", id=f"variable_{table.id}", name=table.id, typeRef=kind)
    for column in columns:
        _require(decision, table, column, tables)
    drawn = _sub(decision, DMN, "decisionTable", id=f"table_{table.id}", hitPolicy="UNIQUE")
    for number, column in enumerate(columns, 1):
        given = _sub(drawn, DMN, "input", id=f"{table.id}_in_{number}", label=column.label)
        read = _sub(given, DMN, "inputExpression", id=f"{table.id}_read_{number}", typeRef=column.type)
        _text(read, column.variable)
    for number, (output, words) in enumerate(table.columns.items(), 1):
        out = _sub(drawn, DMN, "output", id=f"{table.id}_out_{number}", label=output or _name(pack, table))
        out.set("typeRef", _type(table, output))
        if output:
            out.set("name", output)
        if words and _type(table, output) == "string":
            _text(_sub(out, DMN, "outputValues", id=f"{table.id}_values_{number}"), ", ".join(f'"{w}"' for w in words))
    _sub(drawn, DMN, "annotation", name="依据")
    for number, (row, met) in enumerate(zip(table.rows, rows, strict=True), 1):
        _rule(drawn, pack, table, columns, row, met, number)


def _require(decision: ET.Element, table: Table, column: Column, tables: dict[str, Table]) -> None:
    """Where an input comes from: an input datum, or another table."""
    needs = _sub(decision, DMN, "informationRequirement", id=_needs(table.id, column.variable))
    other = _table_of(column, tables)
    if other is not None:
        _sub(needs, DMN, "requiredDecision", href=f"#decision_{other}")
    else:
        _sub(needs, DMN, "requiredInput", href=f"#input_{column.variable}")


def _rule(
    drawn: ET.Element, pack: Pack, table: Table, columns: list[Column], row: Row, met: list[Cell], number: int
) -> None:
    rule = _sub(drawn, DMN, "rule", id=f"{table.id}_row_{number}")
    texts: dict[str, list[str]] = {}
    for cell in met:
        texts.setdefault(cell.column.variable, []).append(cell.text)
    for at, column in enumerate(columns, 1):
        entry = _sub(rule, DMN, "inputEntry", id=f"{table.id}_row_{number}_in_{at}")
        _text(entry, _both(texts.get(column.variable, [])))
    for at, output in enumerate(table.columns, 1):
        then = row.then.get(output) if isinstance(row.then, dict) else row.then
        entry = _sub(rule, DMN, "outputEntry", id=f"{table.id}_row_{number}_out_{at}")
        _text(entry, "null" if then is None else then if _type(table, output) == "number" else f'"{then}"')
    names = "、".join(dict.fromkeys(one.zh for one in citations(pack, row.cite or table.cite)))
    asked = f"未定：{pack.questions[row.ask].asks}" if row.ask else row.say
    _text(_sub(rule, DMN, "annotationEntry"), f"{asked}〔{names}〕")


def _both(texts: list[str]) -> str:
    """One cell for two limits of the same input: `>= 5` and `< 8` make a range."""
    if len(texts) < 2:
        return texts[0] if texts else "-"
    low = next((t for t in texts if t.startswith(">")), None)
    high = next((t for t in texts if t.startswith("<")), None)
    if len(texts) == 2 and low and high:
        left, right = ("[" if low.startswith(">=") else "("), ("]" if high.startswith("<=") else ")")
        return f"{left}{low.lstrip('>= ')}..{high.lstrip('<= ')}{right}"
    return " and ".join(f"? {t}" if t[0] in "<>" else f"? = {t}" for t in texts)


def _type(table: Table, column: str) -> str:
    return FEEL_TYPES.get(table.types.get(column, ""), "string")


def _name(pack: Pack, table: Table) -> str:
    return "适用范围" if table is pack.scope.table else table.zh


# ---------------------------------------------------------------- diagram


def _diagram(root: ET.Element, tables: dict[str, Table], columns: dict[str, list[Column]], inputs: list[str]) -> None:
    """Decisions in the upper row, input data below; an arrow from each datum to what asks for it."""
    drawn = _sub(_sub(root, DMNDI, "DMNDI"), DMNDI, "DMNDiagram", id="diagram")
    at: dict[str, tuple[int, int, int, int]] = {}
    for number, id in enumerate(tables):
        other = any(_table_of(c, tables) for c in columns[id])
        at[f"decision_{id}"] = (40 + number * 240, 40 if other else 200, WIDTH, HEIGHT)
    for number, variable in enumerate(inputs):
        at[f"input_{variable}"] = (40 + number * 200, 400, INPUT_WIDTH, INPUT_HEIGHT)
    for id, (x, y, width, height) in at.items():
        shape = _sub(drawn, DMNDI, "DMNShape", id=f"{id}_di", dmnElementRef=id)
        _sub(shape, DC, "Bounds", x=str(x), y=str(y), width=str(width), height=str(height))
    for id, listed in columns.items():
        for column in listed:
            other_id = _table_of(column, tables)
            start = at[f"decision_{other_id}" if other_id else f"input_{column.variable}"]
            end = at[f"decision_{id}"]
            needs = _needs(id, column.variable)
            edge = _sub(drawn, DMNDI, "DMNEdge", id=f"{needs}_di", dmnElementRef=needs)
            _sub(edge, DI, "waypoint", x=str(start[0] + start[2] // 2), y=str(start[1]))
            _sub(edge, DI, "waypoint", x=str(end[0] + end[2] // 2), y=str(end[1] + end[3]))


def _needs(table: str, variable: str) -> str:
    return f"needs_{table}_{variable}"


def _text(parent: ET.Element, text: str) -> None:
    _sub(parent, DMN, "text").text = text


def _q(uri: str, name: str) -> str:
    return f"{{{uri}}}{name}"


def _sub(parent: ET.Element, uri: str, tag: str, /, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, _q(uri, tag), attributes)
