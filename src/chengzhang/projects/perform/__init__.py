"""Owns the one door through which a project changes: acts, papers, parts of joint acts, exceptions, drafts.
May be called by lifecycle, web, api, cli and the tick; nothing else writes projects, the ledger or the outbox.
Never decides: the engine does, from the pack of the day; and never does half of an act.
"""

from .act import perform
from .drafts import drop_draft, save_draft
from .joint import give_part, lift, withdraw_part
from .narrow import may_take_papers
from .papers import confirm_custody, hand_in, skip_paper

__all__ = [
    "confirm_custody",
    "drop_draft",
    "give_part",
    "hand_in",
    "lift",
    "may_take_papers",
    "perform",
    "save_draft",
    "skip_paper",
    "withdraw_part",
]
