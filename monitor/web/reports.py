"""The report of a house or an overleg as a PDF, and one page for the partners."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("reports", __name__)
