"""A form as JSON Schema: it takes what `read_answers` takes."""

from __future__ import annotations

import jsonschema
import pytest

from chengzhang.engine.forms import form_schema
from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.shelf import find

PACK = load_pack(find("test-land"))


@pytest.mark.parametrize("form", PACK.forms)
def test_every_form_has_a_sound_schema(form: str) -> None:
    schema = form_schema(PACK, PACK.forms[form])
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == {field.id for field in PACK.forms[form].fields if not field.show}


def test_the_schema_of_a_form() -> None:
    schema = form_schema(PACK, PACK.forms["request"])
    assert set(schema["required"]) >= {"vessel_kind", "hull_cost", "reason"}
    fields = schema["properties"]
    assert fields["agent_house"]["x-required"] == {"all": ["trade == ocean"]}
    assert fields["agent_house"]["x-cite"] == [{"clause": "3-6", "zh": "第三条"}]
    assert fields["vessel_kind"]["enum"] == ["boat", "ferry", "tanker"]
    assert fields["hull_metres"] == {
        "title": "船长（米）",
        "type": "integer",
        "minimum": 3,
        "maximum": 400,
        "description": "两柱间长，取整",
        "x-fact": "hull_metres",
    }
    assert (fields["reason"]["minLength"], fields["reason"]["maxLength"]) == (5, 500)
    assert fields["from_on"]["x-latest"] == "act_day + 1 year"
    assert "class" not in fields  # shown, not answered


def test_the_schema_takes_sound_answers_and_refuses_others() -> None:
    check = jsonschema.Draft202012Validator(form_schema(PACK, PACK.forms["payment"]))
    assert check.is_valid({"amount": "620万元"})
    for wrong in ({}, {"amount": 620}, {"amount": "620"}, {"amount": "1元", "colour": "红"}):
        assert not check.is_valid(wrong)
