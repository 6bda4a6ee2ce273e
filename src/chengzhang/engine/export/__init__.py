"""Owns the exchange of a pack with other tools: its lifecycle as BPMN 2.0, its decision tables as DMN 1.5.

Anyone may call it with a loaded pack; it returns the text of a file.
It never reads such files back: a pack is written as a pack, these are views of it.
"""
