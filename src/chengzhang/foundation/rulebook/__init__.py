"""Owns which pack release binds from which day, the office's own settings, and its rulings on open questions.
May be read by every room above; changed through foundation.administer only.
Never changes a released pack, and never reads a rule itself: that is the engine's.
"""
