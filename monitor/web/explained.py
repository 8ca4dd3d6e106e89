"""How every number was made, with this wave's own figures."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("explained", __name__)
