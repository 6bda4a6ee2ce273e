"""Owns messages: written with the act they tell of, delivered later.
May be written by projects.perform and foundation.administer only; the inbox is read by anybody above.
Never sends inside somebody's transaction, and never the same mail twice to one person but for a crash in mid-send.
"""
