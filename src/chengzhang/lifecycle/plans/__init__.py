"""Owns what can be asked about a year's plan: its lines by volume, with their sums.
May be called by later rooms, reports and the doors to the street.
Never lists or approves a project: acts that passed the door do.
"""
