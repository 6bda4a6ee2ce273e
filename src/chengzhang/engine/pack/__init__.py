"""Packs: one place's rulebook from one day on, as immutable data.

Owns the strict loader, the model of a pack, its static checks, its digest and its worked examples.
Called by everybody who needs rules; never decides anything and never reads a pack twice.
"""
