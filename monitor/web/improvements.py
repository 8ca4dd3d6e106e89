"""Improvement points: making one, how far it is, and the list to open a meeting with."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("improvements", __name__)
