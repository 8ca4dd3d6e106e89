"""Measurements beside something known, each a program of its own: `python -m bench.NAME`. Ratios, no tests."""
