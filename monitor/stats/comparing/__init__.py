"""Differences: a group with the rest of its house, a wave with the one before, and what a change is made of."""
