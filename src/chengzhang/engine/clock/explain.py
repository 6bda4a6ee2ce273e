"""The whole count as one Chinese sentence."""

from __future__ import annotations

from chengzhang.engine.clock.counting import Counted


def explain(counted: Counted) -> str:
    """All steps of a count, in the order they were taken.

    For 5 working days from 27 September 2023:
    `2023年9月27日起（当日不计），计5个工作日，周六、周日和放假日不计，9月29日至10月6日中秋节、国庆节放假不计，
    10月7日、8日调休上班计入，届满 2023年10月10日`
    """
    return "，".join(step.zh for step in counted.steps)
