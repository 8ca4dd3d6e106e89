"""Open comments: what a redacteur reads, changes and releases."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("words", __name__)
