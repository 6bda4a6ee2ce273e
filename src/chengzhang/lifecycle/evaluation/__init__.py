"""Owns what can be asked about evaluations: the results of a project and of a unit, year by year.
May be called by later rooms, reports and the doors to the street.
Never says what follows from a result: the pack's rules read it.
"""
