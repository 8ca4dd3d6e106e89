"""What one answer is: a byte per item. Geen oordeel, left empty and not asked are three things and never numbers."""

from __future__ import annotations

EMPTY = 0
NOT_ASKED = 254
NO_OPINION = 255
NO_OPINION_VALUE = "geen oordeel"
"""How geen oordeel is written in a posted form and in files."""
