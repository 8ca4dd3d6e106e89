"""No mails any more: the partner's page behind the link in every mail."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("opt_out", __name__)
