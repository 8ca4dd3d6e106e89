"""The publication's findings as a manager reads them: the figures of tests go into the small print.

A finding is frozen with its figures, "… (p = 0,041; V = 0,26)". Above a chart stands what they mean; what they are
stands under it and in the list for who wants to check.
"""

from __future__ import annotations

import re

_FIGURES = re.compile(r"\s*\((?=p[ \u00a0]|V[ \u00a0])[^()]*\)")
_TERMS = ("R-indicator", "Spearman", "alpha", "Kitagawa", "Holm", "(p ", "(p\u00a0")


def plain(text: str) -> str:
    """A finding without the figures of a test."""
    return _FIGURES.sub("", text)


def is_technical(sentence: str) -> bool:
    """Whether a sentence is about a figure of statistics itself, so that it belongs in the small print."""
    return any(term in plain(sentence) for term in _TERMS)
