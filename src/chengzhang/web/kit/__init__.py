"""The kit: marks and blocks that every page is built of (seal, clock, scroll, track, findings, fields, tables).

Called by pages and template tags; turns engine records into what a template prints; never reads the database.
"""
