"""The published schema of the format: fresh, and true to what the loader takes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from chengzhang.engine.pack.schema import schemas
from chengzhang.engine.pack.shelf import releases, shelf, vocabulary_of

FILES = [(folder, path) for folder in releases() for path in sorted(folder.rglob("*.yaml"))]
WORDS = sorted({path for folder in releases() for path in vocabulary_of(folder).glob("*.yaml")})


def validate(name: str, path: Path) -> None:
    schema = json.loads((shelf() / "_schema" / name).read_text("utf-8"))
    content = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    wrong = list(jsonschema.Draft202012Validator(schema).iter_errors(content))
    assert not wrong, [(list(one.absolute_path), one.message[:200]) for one in wrong[:3]]


@pytest.mark.parametrize("name", schemas())
def test_the_published_schema_is_fresh_and_sound(name: str) -> None:
    published = json.loads((shelf() / "_schema" / name).read_text("utf-8"))
    assert published == schemas()[name], "run: chengzhang pack schema"
    jsonschema.Draft202012Validator.check_schema(published)


@pytest.mark.parametrize(("folder", "path"), FILES, ids=[str(path.relative_to(shelf())) for _, path in FILES])
def test_every_file_on_the_shelf_fits(folder: Path, path: Path) -> None:
    validate(f"{path.relative_to(folder).parts[0].removesuffix('.yaml')}.json", path)


@pytest.mark.parametrize("path", WORDS, ids=[str(path.relative_to(shelf())) for path in WORDS])
def test_every_vocabulary_fits(path: Path) -> None:
    validate(f"vocabulary.{path.stem}.json", path)


def test_the_schema_refuses_what_the_loader_refuses(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("r: {at: a.b, cite: [1-1], say: x, requires: {all: [a is b]}}\n")
    with pytest.raises(AssertionError):
        validate("rules.json", path)
