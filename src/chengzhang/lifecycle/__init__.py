"""Owns one room for each stage of a project's life, where code must read a field.
May be called by reports and the doors to the street.
Never looks forward: a later room may read an earlier one, an earlier one never a later.
"""
