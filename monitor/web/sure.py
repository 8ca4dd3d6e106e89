"""A tick beside a button that takes something away from somebody."""

from __future__ import annotations

from flask import request

from monitor.errors import BadInput


def check_sure() -> None:
    """Raise BadInput unless "Ja, ..." was ticked (partials/sure.html)."""
    if request.form.get("sure") != "ja":
        raise BadInput("Er is niets veranderd. Ga terug en zet eerst een vinkje bij ‘Ja’.")
