"""Owns what may be asked about projects: each question one function, its answer a frozen record of `pages`.
May be called by reports, web, api and cli. Every function takes the actor and shows only what that actor may see.
Never changes anything; what the actor may not see is "not found" (`NotFound`), never "forbidden".
"""

from .action import action, preview
from .decisions import decision
from .desk import desk
from .least import least_change
from .office import office, office_list
from .printed import printed
from .project import project
from .register import every_line, register

__all__ = [
    "action",
    "decision",
    "desk",
    "every_line",
    "least_change",
    "office",
    "office_list",
    "preview",
    "printed",
    "project",
    "register",
]
