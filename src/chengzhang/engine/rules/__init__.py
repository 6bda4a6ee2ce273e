"""The rule language: one line is one test, one line of trace and one sentence on the page.

Owns parsing, typing, running (met / unmet / unknown), tracing and saying tests in Chinese.
Called by the pack loader and by `decide`; never reads a file, a clock or a database.
"""
