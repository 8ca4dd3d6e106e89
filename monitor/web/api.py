"""The results of a house for programs: /api/v1."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("api", __name__)
