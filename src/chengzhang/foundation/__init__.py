"""Owns what any office needs, whatever it manages: people, documents, rulebook, ledger, outbox, clock.
May be called by projects, lifecycle, reports and the outer rooms; uses only the engine.
Never knows what a project is: it holds project numbers, and asks nothing about them.
"""
