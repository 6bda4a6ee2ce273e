"""Owns the rows of the data lists that contracts carry, so that one body's needs can be matched with another's.
May be called by later rooms, reports and the doors to the street; written only by acts that passed the door.
Never says which lists a contract must have: the pack does.
"""
