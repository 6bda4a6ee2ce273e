"""Every clause of the 2019 notice that may stand on beside the 2021 measure can: alone, and all together."""

import pytest

from chengzhang.engine.pack.load import load_pack
from chengzhang.engine.pack.shelf import find
from chengzhang.engine.rules.cited import citations
from chengzhang.engine.transition.residual import CannotStand, beside

OLD, NEW = load_pack(find("cn-anhui-luan/2019-05-27")), load_pack(find("cn-anhui-luan/2021-08-06"))
ITEMS = [one.item for one in NEW.residual.items]


@pytest.mark.parametrize("item", ITEMS)
def test_it_stands_alone_and_is_cited_as_the_older_notice(item):
    merged = beside(NEW, frozenset({item}), lambda name: OLD)
    kind, _, id = item.partition(".")
    if kind != "forms":
        entry = getattr(merged, kind)[id]
        assert all("关于进一步规范电子政务项目" in c.zh for c in citations(merged, entry.cite))
    assert merged.digest != NEW.digest


def test_all_stand_together_and_the_newer_rules_are_untouched():
    merged = beside(NEW, frozenset(ITEMS), lambda name: OLD)
    for section in ("rules", "duties", "tables"):
        for id, entry in getattr(NEW, section).items():
            assert getattr(merged, section)[id] == entry


def test_without_a_decision_or_without_the_text_nothing_changes():
    assert beside(NEW, frozenset(), lambda name: OLD) is NEW
    assert beside(NEW, frozenset(ITEMS), lambda name: None) is NEW


def test_an_item_that_the_notice_lacks_is_refused():
    with pytest.raises(CannotStand):
        beside(NEW, frozenset({"rules.moon"}), lambda name: OLD)
