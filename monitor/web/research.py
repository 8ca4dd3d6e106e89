"""The forms of a wave as data for research."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("research", __name__)
