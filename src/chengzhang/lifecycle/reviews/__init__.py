"""Owns what can be asked about reviews: how experts were drawn, and whether the draw comes out the same when run again.
May be called by later rooms, reports and the doors to the street.
Never draws: the door does, when a joint act waits for the pool; and never weighs an opinion.
"""
