"""Owns what a change of release means for one running case: what stays, what changes, what a person must decide.
May be called by reports and the doors, with two packs and a case; it computes, and moves nothing.
Never reads a database, never picks for a person what the texts leave open.
"""
