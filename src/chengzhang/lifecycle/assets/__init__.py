"""Owns the register of assets that projects brought forth: what, how much, with whom, where, retired or not.
May be called by later rooms, reports and the doors to the street; written only by acts that passed the door.
Never says who owns an asset: the pack does.
"""
