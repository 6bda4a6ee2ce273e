"""The parts of an answer: places in a case, steps of an act, effects, duties, changes that help.

Used by `decide`, `situation`, `duties`, `change` and `facts_file` next door, by nobody else.
It never keeps a case it was given, and leaves every case as it found it.
"""
