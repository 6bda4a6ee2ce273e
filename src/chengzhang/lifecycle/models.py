"""Gathers the rows of the rooms for Django, which looks for an app's models in one place."""

from .assets.models import Asset
from .contracts.models import ListRow
from .funds.models import FundBalance, FundEntry

__all__ = ["Asset", "FundBalance", "FundEntry", "ListRow"]
