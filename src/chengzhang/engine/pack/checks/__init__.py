"""The checks of section 7 over a pack that has been read: one module a kind of fault.

Called by the loader only; each takes the draft and adds faults to it. Never stops at the first, never changes an entry.
"""
