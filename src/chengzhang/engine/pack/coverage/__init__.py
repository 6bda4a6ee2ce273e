"""Coverage: what of a regulation's inventory a pack carries, and what it leaves out.

Owns claims, numbers and the report; called by the command line and tests of packs.
Never reads a regulation's text, and takes nobody's word: what is executable is computed from citations.
"""

from chengzhang.engine.pack.coverage.report import Coverage, coverage

__all__ = ["Coverage", "coverage"]
