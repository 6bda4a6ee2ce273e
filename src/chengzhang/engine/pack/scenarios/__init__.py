"""Worked examples of a pack: read, run through the engine, compared with what they expect.

Called by the command line and the tests of packs; a scenario can use nothing that a facts file couldn't say.
It never changes a pack, and a failure always says file, line, what was expected and what came.
"""

from chengzhang.engine.pack.scenarios.run import Result, run_scenarios

__all__ = ["Result", "run_scenarios"]
