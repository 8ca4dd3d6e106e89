"""Mail addresses in a text that a house wrote, as links; everything else as text."""

from __future__ import annotations

import re

from markupsafe import Markup

_ADDRESS = re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)", re.ASCII)


def with_mail_links(text: str) -> Markup:
    """The text, escaped, with each mail address as a mailto link."""
    pieces = _ADDRESS.split(text)
    link = Markup('<a href="mailto:{0}">{0}</a>')
    return Markup("").join(link.format(piece) if at % 2 else piece for at, piece in enumerate(pieces))
