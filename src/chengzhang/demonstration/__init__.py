"""Owns the demonstration city: people and stories that are data, played step by step through the doors.
May be called by the command line and by tests.
Never writes a row past a door, never names a place or a pack, and never touches a database that holds anything.
"""
