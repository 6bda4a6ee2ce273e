"""Chengzhang: a government IT project through its whole life, under the regulation that binds it."""
