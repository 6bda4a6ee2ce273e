"""Forms: from a pack's form and a person's raw answers to typed facts, or to field errors with their article.

Called by the door, the pages, the API and `decide`; never stores an answer.
"""
