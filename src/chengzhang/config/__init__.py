"""Owns how the program is put together: settings, addresses, the WSGI entry.
May be called by nobody: the server and the command line start here.
Never holds a rule of an office or of a regulation.
"""
