"""One statement of a wave over its overleggen and the years, all of them in a list, and finding one."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("statements", __name__)
