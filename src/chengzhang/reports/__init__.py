"""Owns what is read across all rooms: what a change of law or of a ruling would do to every running project.
May be called by web, api and cli; reads through projects and foundation.
Never writes anything: what follows from a report is an act at one of the two doors.
"""
