"""Owns what can be asked about baselines: every approved version, and how far each has moved from the first.
May be called by later rooms, reports and the doors to the street.
Never makes a version: an act that the pack marks as a baseline does.
"""
