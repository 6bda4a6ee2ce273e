"""Forms: from a pack's form and a person's raw answers to typed facts, or to field errors with their article.

Called by the door, the pages, the API and `decide`; never stores an answer.
"""

from chengzhang.engine.forms.answers import FieldError, Typed, read_answers
from chengzhang.engine.forms.schema import form_schema

__all__ = ["FieldError", "Typed", "form_schema", "read_answers"]
