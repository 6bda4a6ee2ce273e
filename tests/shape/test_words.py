"""What must not stand in any file: places in code, hosts of registries, paths of a machine, empty phrases."""

import re

import yaml

from tests.shape.house import ROOT, SOURCE, texts

SUFFIXES = (".py", ".html", ".css", ".js", ".txt", ".svg")


def real_packs():
    """(id, name) of every pack of a real place; test-land is nowhere."""
    for path in sorted((ROOT / "packs").glob("*/*/pack.yaml")):
        described = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        if not described["id"].startswith("test"):
            yield described["id"], described["zh"]


def place_words():
    words = set()
    for pack_id, zh in real_packs():
        words |= {pack_id, *(part for part in pack_id.split("-") if part not in ("cn", "xian", "shi"))}
        place = re.match(r"(.+?)[省市区县州]", zh)
        if place:
            words |= {place.group(0), place.group(1)}
    return {word for word in words if len(word) > 1}


def test_no_place_in_code():
    words = place_words()
    latin = re.compile(r"\b(" + "|".join(sorted(word for word in words if word.isascii())) + r")\b")
    chinese = re.compile("|".join(sorted(word for word in words if not word.isascii())) or r"(?!)")
    for path, text in texts(*SUFFIXES, under=SOURCE):
        for pattern in (latin, chinese) if words else ():
            found = pattern.search(text)
            assert not found, f"{path}: “{found.group(0)}” is a place; what differs between places is data"


def test_no_host_of_a_registry_is_named():
    # Put together here, so that this file names none either.
    hosts = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "proxy." + "golang.org"]
    hosts += ["crates" + ".io", "deb." + "debian.org", "mirrors." + "aliyun", "tuna." + "tsinghua"]
    named = [path for path, text in texts() if any(host in text for host in hosts)]
    assert not named, f"a package registry is named in {named}"


def test_no_path_of_a_machine_is_named():
    pattern = re.compile(r"(?<![\w.~/-])/(?:root|work|home/\w+|Users/\w+)/")
    named = [path for path, text in texts() if not path.startswith("tests/shape/") and pattern.search(text)]
    assert not named, f"a folder of somebody's machine is named in {named}"


def test_no_empty_phrases():
    empty = ("操作成功", "操作失败", "系统繁忙", "非法", "未知错误", "请联系开发")
    for path, text in texts(*SUFFIXES, under=SOURCE):
        found = [phrase for phrase in empty if phrase in text]
        assert not found, f"{path}: {found} tells nobody what to do next"


def test_only_the_clock_asks_what_time_it_is():
    asks = re.compile(r"datetime\.(?:now|utcnow|today)\(|date\.today\(|timezone\.now\(|localdate\(|\btime\.time\(")
    may = {
        "src/chengzhang/foundation/clock.py",
        "src/chengzhang/foundation/documents/store.py",  # the age of a file, against the file system's own time
        "src/chengzhang/config/idle.py",  # a session's real age
    }
    asking = {path for path, text in texts(".py", under=SOURCE) if asks.search(text)}
    assert asking <= may, f"{asking - may} should ask foundation.clock"
