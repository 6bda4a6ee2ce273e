"""Owns what can be asked about supervision: which units stand under a restriction, and which duties are late where.
May be called by reports and the doors to the street.
Never restricts anybody: an act that the pack knows does, with its ground and reason.
"""
