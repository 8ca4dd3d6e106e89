"""What somebody without an account reads by a read-only link."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("shared", __name__)
