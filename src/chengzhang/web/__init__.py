"""The web face: pages, forms and marks in Chinese for the people of an office.

Owns templates, styles and views; called by the server only. Reads through named queries, changes only through the door;
never touches a table, never holds a rule, never needs a script to work.
"""
