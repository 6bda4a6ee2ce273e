"""Chengzhang: a government IT project through its whole life, under the regulation that binds it."""

__version__ = "0.1.0"
