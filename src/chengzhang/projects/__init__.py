"""Owns the spine: projects, their subjects, decisions and duties, and the one door through which they change.
May be called by lifecycle, reports and the doors to the street.
Never knows a stage of a project's life by name: stages are the pack's.
"""
