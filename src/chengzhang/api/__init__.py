"""Owns /api/v1: the same questions and the same door, as JSON.
May be called by programs over HTTP only.
Never decides anything and never touches a row: it asks queries and the door.
"""
