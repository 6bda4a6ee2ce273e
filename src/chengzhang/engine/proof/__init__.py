"""Proofs about a pack by solver (z3): the rules as formulas over all cases there can be, and what follows from them.

Owns the symbolic twin of `engine.rules` and the claims made with it; called by the command line and by tests of packs.
Needs the optional solver, so nothing that binds anyone imports it; never shows a case the evaluator hasn't confirmed.
"""
