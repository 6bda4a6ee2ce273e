"""The files of a pack on disk: found, read and joined by section, with nothing in the folder left unexplained."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes

from chengzhang.engine.pack.errors import Faults, did_you_mean
from chengzhang.engine.pack.yaml import Entries, Items, Node, read_yaml
from chengzhang.engine.rules.ast import Mark

SINGLE = ("pack", "scope", "roles", "stages", "residual")
MAPS = ("subjects", "rules", "duties", "forms", "papers", "questions", "parameters", "facts", "indicators", "articles")
VOCABULARY = ("types", "roles", "subjects", "facts")
MOST_FILES = 500


@dataclass
class Sources:
    """`single`: the node of each one-file section; `maps`: all entries of each joined section; `scenarios` by file."""

    single: dict[str, Node] = field(default_factory=dict)
    maps: dict[str, Entries] = field(default_factory=dict)
    scenarios: dict[str, Node] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """What can change an answer, in an order that file names and scenarios have no part in."""
        return {**self.single, **{name: dict(sorted(nodes.items())) for name, nodes in self.maps.items()}}


def read_pack_files(folder: Path, faults: Faults) -> Sources:
    """All files of a release; each file that isn't part of the format is a fault."""
    found = Sources(maps={name: Entries() for name in MAPS})
    if not folder.is_dir():
        faults.add("pack.folder", None, f"没有“{folder}”这个文件夹", "核对路径，如 packs/cn-province-city/2020-01-01")
        return found
    files = _files(folder, faults)
    for path in files:
        name = path.relative_to(folder).as_posix()
        section, _, rest = name.removesuffix(".yaml").partition("/")
        if not _belongs(section, rest):
            do = did_you_mean(
                section, (*SINGLE, *MAPS, "scenarios"), f"可用：{'、'.join((*SINGLE, *MAPS, 'scenarios'))}"
            )
            faults.add("file.unknown", Mark(name, 1), f"规则包里没有“{name}”这种文件", do)
            continue
        node = read_yaml(path.read_bytes(), name, faults)
        if node is None:
            continue
        if section == "scenarios":
            found.scenarios[name] = node
        elif section in SINGLE:
            found.single[section] = node
        else:
            _join(found.maps[section], node, name, faults)
    if "pack" not in found.single and not faults.errors:
        faults.add(
            "file.missing", Mark("pack.yaml", 1), "缺 pack.yaml", "写上 id、release、format、zh、measures、status"
        )
    return found


def read_vocabulary_files(folder: Path, faults: Faults) -> dict[str, Entries]:
    """types.yaml, roles.yaml, subjects.yaml and facts.yaml of a vocabulary."""
    found: dict[str, Entries] = {}
    for name in VOCABULARY:
        path = folder / f"{name}.yaml"
        place = f"_vocabulary/{name}.yaml"
        if not path.is_file():
            faults.add("file.missing", Mark(place, 1), f"词表缺 {name}.yaml（在“{folder}”里找）", "补上这个文件")
            continue
        found[name] = Entries()
        node = read_yaml(path.read_bytes(), place, faults)
        if node is not None:
            _join(found[name], node, place, faults)
    return found


def _files(folder: Path, faults: Faults) -> list[Path]:
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            faults.add("file.link", Mark(name, 1), f"“{name}”是链接", "放文件本身")
        elif path.is_file() and path.suffix != ".md" and not path.name.startswith("."):
            found.append(path)
    if len(found) > MOST_FILES:
        faults.add("file.many", None, f"规则包有 {len(found)} 个文件，超过 {MOST_FILES} 个", "合并一些文件")
        return []
    return found


def _belongs(section: str, rest: str) -> bool:
    """`x.yaml` for all sections, `x/*.yaml` for maps and scenarios."""
    if section.endswith(".yml") or "." in rest or rest.count("/"):
        return False
    if not rest:
        return section in (*SINGLE, *MAPS, "scenarios")
    return section in (*MAPS, "scenarios")


def _join(target: Entries, node: Node, file: str, faults: Faults) -> None:
    if not isinstance(node, Entries):
        faults.add("value.shape", node, f"“{file}”的最外层应是映射", "写成 标识: {…}")
        return
    for key, value in node.items():
        if key == "always" and key in target and isinstance(value, Items) and isinstance(target[key], Items):
            target[key].extend(value)  # type: ignore[union-attr]
        elif key in target:
            first = next(k for k in target if k == key)
            faults.add("id.doubled", key, f"“{key}”写了两次，前一次在 {first.mark}", "换一个标识，或删去一处")
        else:
            target[key] = value


def digest_of(sources: Sources, vocabulary: dict[str, Entries], used: Iterable[tuple[str, str]]) -> str:
    """SM3 of the pack's content and the vocabulary entries it uses; comments, layout and scenarios don't count.

    Scenarios prove the rules and change no answer, so one may be added to a release without breaking its receipts.
    """
    words = {f"{section}.{name}": vocabulary[section][name] for section, name in sorted(used)}  # type: ignore[index]
    text = json.dumps([sources.content(), words], ensure_ascii=False, separators=(",", ":"))
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(text.encode())
    return sm3.finalize().hex()
