"""What is kept about a partner: sent to the address itself, and deleted."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("personal_data", __name__)
