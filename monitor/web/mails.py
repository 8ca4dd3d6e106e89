"""The mails of a wave in numbers: invitations, reminders, what came back; pausing and entering bounces."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("mails", __name__)
