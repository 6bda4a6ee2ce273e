"""Owns the meaning of a pack: values, the clock, rules, forms, decisions; facts + pack + day -> decision with articles.

Anyone above may call it: foundation, projects, lifecycle, reports, web, api, cli.
It never reads the time, the disk (after a pack or calendar is loaded), the network, or Django.
"""
