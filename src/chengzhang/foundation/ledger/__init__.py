"""Owns the append-only, SM3-chained record of what was done.
May be written by projects.perform and foundation.administer only; read and verified by anybody above.
Never changes or removes an entry: the database itself refuses.
"""
