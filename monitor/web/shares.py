"""Read-only links and tokens of a house: making and withdrawing them."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("shares", __name__)
