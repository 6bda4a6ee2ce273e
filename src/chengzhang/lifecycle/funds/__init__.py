"""Owns the money of record: what was budgeted, committed, paid and returned, by entry, and each project's balance.
May be called by later rooms, reports and the doors to the street; written only by acts that passed the door.
Never decides whether money may move: the pack's rules do; it only refuses what no book can hold.
"""
