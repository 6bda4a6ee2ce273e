"""The command line `chengzhang`: one module a command group, registered in the table of `main`.

Called by operators, rule keepers and programs; commands of the engine alone never set Django up.
It decides nothing itself: it asks the engine, the doors and the queries, and prints what they say.
"""
