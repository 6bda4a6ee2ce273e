"""Owns persons, organisations, posts, who acts for whom, sign-in, and whose business is visible to whom.
May be called by every room above the engine.
Never decides what a post may do in a project: that is the pack's.
"""
