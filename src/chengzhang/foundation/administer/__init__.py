"""Owns the second door: office matters, each one transaction with one ledger entry.
May be called by the pages, the API and the command line; `actor` None means the operator at the command line.
Never touches a project: that is the first door's.
"""

from .day import set_demonstration_day
from .official_text import attach_official_text, detach_official_text
from .people import (
    close_account,
    create_expert,
    create_organisation,
    create_person,
    create_post,
    end_post,
    let_act_for,
    set_password,
)
from .rulebook import decide_residual, install_pack, record_ruling, set_office_parameter

__all__ = [
    "attach_official_text",
    "close_account",
    "create_expert",
    "create_organisation",
    "create_person",
    "create_post",
    "decide_residual",
    "detach_official_text",
    "end_post",
    "install_pack",
    "let_act_for",
    "record_ruling",
    "set_demonstration_day",
    "set_office_parameter",
    "set_password",
]
