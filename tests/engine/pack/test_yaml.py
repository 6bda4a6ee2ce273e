"""Strict YAML: what other tools would read differently is refused, with its line."""

from __future__ import annotations

import pytest

from chengzhang.engine.pack.errors import Faults
from chengzhang.engine.pack.yaml import MOST_BYTES, Entries, Items, Text, read_yaml

BAD = [
    ("a: 1\nb: 2\na: 3", "x.yaml:3:1：", "“a”写了两次，前一次在第1行", "yaml.doubled_key"),
    ("on: yes", "x.yaml:1:1：", "别的工具会把它读成真假值", "yaml.truth_key"),
    ("a:\n  No: 1", "x.yaml:2:3：", "键不能叫“No”", "yaml.truth_key"),
    ("a: &here 1\nb: 2", "x.yaml:1：", "锚点“&here”", "yaml.anchor"),
    ("a: &here 1\nb: *here", "x.yaml:2：", "别名“*here”", "yaml.alias"),
    ("a: !!int 3", "x.yaml:1：", "标签", "yaml.tag"),
    ("a: !thing {b: c}", "x.yaml:1：", "标签“!thing”", "yaml.tag"),
    ("a:\n  <<: {b: c}", "x.yaml:2:3：", "合并键", "yaml.merge"),
    ("a: 1\n---\nb: 2", "x.yaml:2：", "几份文档", "yaml.documents"),
    ("a: 1\nb:\t2", "x.yaml:2：", "制表符", "yaml.tab"),
    ("a: [1, 2", "x.yaml:", "YAML 写得不对", "yaml.syntax"),
    ("a: b: c", "x.yaml:1：", "YAML 写得不对", "yaml.syntax"),
    ("a:\n  b:\nc: 1", "x.yaml:2:5：", "“b”后面没有值", "yaml.nothing"),
    ("a: [x, , y]", "x.yaml:1", "", "yaml."),
    ("? [a]\n: b", "x.yaml:1:3：", "键应是一个词", "yaml.key"),
    ("%YAML 1.1\n---\na: 1", "x.yaml:", "% 开头", "yaml.directive"),
    ("[" * 60, "x.yaml:1：", "层次超过", "yaml.size"),
    ("a: \x07", "x.yaml:1：", "读不下去", "yaml.syntax"),
    (b"a: \xff\xfe", "x.yaml:1：", "不是 UTF-8", "yaml.encoding"),
    (b"ok: 1\nb: \x80", "x.yaml:2：", "不是 UTF-8", "yaml.encoding"),
    (b"a: " + b"x" * MOST_BYTES, "x.yaml:1：", "超过", "yaml.size"),
]


@pytest.mark.parametrize(("text", "place", "said", "code"), BAD, ids=[f"{b[3]}-{n}" for n, b in enumerate(BAD)])
def test_bad_yaml_is_refused_with_its_line(text: str | bytes, place: str, said: str, code: str) -> None:
    found = Faults()
    read_yaml(text if isinstance(text, bytes) else text.encode(), "x.yaml", found)
    assert found.errors, "nothing was said"
    told = [str(error) for error in found.errors if error.code.startswith(code)]
    assert told, [str(error) for error in found.errors]
    assert told[0].startswith(place)
    assert said in told[0]


def test_every_scalar_is_text_with_its_place() -> None:
    faults = Faults()
    node = read_yaml("a: 2021-08-06\nb: [yes, 0.5亿元]\n".encode(), "x.yaml", faults)
    assert not faults.errors
    assert isinstance(node, Entries)
    assert node == {"a": "2021-08-06", "b": ["yes", "0.5亿元"]}
    assert isinstance(node[Text("b")], Items)
    assert [(str(key.mark), key.column) for key in node] == [("x.yaml:1", 1), ("x.yaml:2", 1)]
    assert (str(node[Text("b")][1].mark), node[Text("b")][1].column) == ("x.yaml:2", 10)


def test_all_faults_of_a_file_are_said_at_once() -> None:
    faults = Faults()
    read_yaml(b"a: 1\na: 2\noff: 3\nc: !x y\n", "x.yaml", faults)
    assert [error.code for error in faults.errors] == ["yaml.doubled_key", "yaml.truth_key", "yaml.tag"]


def test_a_byte_order_mark_and_quoted_emptiness_are_no_fault() -> None:
    faults = Faults()
    assert read_yaml(b"\xef\xbb\xbfa: ''\n", "x.yaml", faults) == {"a": ""}
    assert not faults.errors
