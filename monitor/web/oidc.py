"""Signing in with the organisation's OpenID Connect provider."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("oidc", __name__)
