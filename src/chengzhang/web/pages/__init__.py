"""The pages: each module one page or one thing to do; reads a query or calls the door, then renders.

Called by `web.urls` only; never touches a table and never decides anything.
"""
