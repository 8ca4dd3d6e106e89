"""What the house says itself beside its results."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("explanations", __name__)
