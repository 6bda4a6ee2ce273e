"""The rulebook's pages offer a pack's lifecycle and tables as files that other tools open."""

from xml.etree import ElementTree as ET


def test_the_lifecycle_and_the_tables_are_offered_and_download(city, signed_in):
    client = signed_in("owner")
    for shown, file in (("lifecycle", "lifecycle.bpmn"), ("tables", "tables.dmn")):
        base = "/rulebook/cn-anhui-luan/2021-08-06/"
        assert f'href="{base}{file}"' in client.get(base + shown).content.decode()
        answer = client.get(base + file)
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        assert ET.fromstring(answer.content).tag.endswith("definitions")


def test_nobody_without_an_account_gets_them(client, city):
    assert client.get("/rulebook/cn-anhui-luan/2021-08-06/tables.dmn").status_code == 302
