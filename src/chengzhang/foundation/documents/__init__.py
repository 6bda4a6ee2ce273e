"""Owns files: how they come in, what kinds are let in, their digests, versions and where they lie on disk.
May be called by projects and every room above it.
Never lets a frozen document change, and never decides who may read one.
"""
