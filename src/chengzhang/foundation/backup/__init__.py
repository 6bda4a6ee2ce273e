"""Owns saving the whole installation into one file and putting it back: the database and the bytes of all documents.
May be called by the command line only.
Never writes over anything unless told to, and never believes an archive before every digest in it has been checked.
"""
