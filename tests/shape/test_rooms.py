"""Small rooms with a sign on the door: signs, names, sizes."""

import ast
import re

from tests.shape.house import modules

NO_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "stuff", "shared", "lib"}
FILE_LIMIT, FILE_RARELY = 450, 250
FUNCTION_LIMIT, FUNCTION_RARELY = 60, 40
# Lists of records without doings: one entry beside the other reads better than six files.
LISTS = {"src/chengzhang/engine/pack/model.py"}


def rooms():
    return [
        (path, ast.get_docstring(ast.parse(text)) or "")
        for path, text in modules()
        if path.endswith("/__init__.py") and "templatetags" not in path and path.count("/") > 2
    ]


def test_there_are_rooms():
    assert len(rooms()) > 15


def test_every_room_has_a_sign_that_says_what_it_owns_who_may_call_it_and_what_it_never_does():
    for path, sign in rooms():
        lines = [line for line in sign.splitlines() if line.strip()]
        assert 2 <= len(lines) <= 5, f"{path}: the sign has {len(lines)} lines, about three are right"
        assert re.search(r"\bcall|\bread by|\bread and|\bwritten by|\bused by", sign, re.I), f"{path}: who may call it?"
        assert re.search(r"\bnever\b", sign, re.I), f"{path}: what does it never do?"


def test_every_module_says_what_it_is_for():
    silent = [path for path, text in modules() if text.strip() and not ast.get_docstring(ast.parse(text))]
    assert not silent, f"without a docstring: {silent}"


def test_no_junk_drawers():
    names = [(path, set(re.split(r"[/_.]", path.removeprefix("src/chengzhang/")))) for path, _ in modules()]
    assert not [path for path, words in names if words & NO_NAMES]


def test_files_stay_small():
    sizes = {path: text.count("\n") for path, text in modules() if path not in LISTS}
    assert not {path: size for path, size in sizes.items() if size > FILE_LIMIT}
    large = {path: size for path, size in sizes.items() if size > FILE_RARELY}
    assert len(large) <= len(sizes) * 0.1, f"over {FILE_RARELY} lines should be rare: {large}"


def test_functions_stay_small():
    sizes = {
        f"{path}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path, text in modules()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not {name: size for name, size in sizes.items() if size > FUNCTION_LIMIT}
    long = {name: size for name, size in sizes.items() if size > FUNCTION_RARELY}
    assert len(long) <= len(sizes) * 0.03, f"over {FUNCTION_RARELY} lines should be rare: {long}"
