"""A letter as blocks, drawn twice: as plain text and as HTML that also reads well in Outlook and in the dark.

Nothing is loaded from elsewhere: no pictures, no fonts, no style sheet. Every text is escaped here. Most blocks are the
same in every mail of a batch, so they are drawn once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape


@dataclass(frozen=True)
class Paragraph:
    """A text; its line breaks are kept. `quiet`: smaller and lighter."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Heading:
    """A line above what follows."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names with what belongs to them."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Button:
    """A link as a button with these words, and as text below it, for who cannot see or trust the button.

    `below` stands above the link in HTML, `alone` in plain text, which has no button.
    """

    words: str
    url: str
    below: str
    alone: str


@dataclass(frozen=True)
class Link:
    """A link in a quiet line after a text."""

    text: str
    words: str
    url: str


Block = Paragraph | Heading | Items | Facts | Button | Link

_FONT = "font-family:'Segoe UI',Roboto,Arial,sans-serif"
_INK, _MUTED, _ACCENT = "#14212b", "#4a5a66", "#0b4f6c"
_TEXT = f"margin:0 0 16px;{_FONT};font-size:17px;line-height:26px;color:{_INK}"
_QUIET = f"margin:0 0 16px;{_FONT};font-size:15px;line-height:22px;color:{_MUTED}"
_HEAD = f"margin:24px 0 8px;{_FONT};font-size:19px;line-height:26px;color:{_INK}"
_DARK = (
    "@media (prefers-color-scheme:dark){.page{background:#0e161c!important}.card{background:#16212a!important}"
    ".ink{color:#e9eef1!important}.muted,.muted a{color:#a9b8c2!important}.accent{color:#7cc3e0!important}"
    ".button{background:#7cc3e0!important}.button a{color:#0a1a23!important}}"
)


def draw_text(blocks: Sequence[Block]) -> str:
    """The letter as plain text; every link stands in full on a line of its own."""
    return "\n\n".join(_text(block) for block in blocks) + "\n"


def _text(block: Block) -> str:
    match block:
        case Paragraph(text=text) | Heading(text=text):
            return text
        case Items(texts=texts):
            return "\n".join(f"- {text}" for text in texts)
        case Facts(lines=lines):
            return "\n".join(f"{name}: {value}" for name, value in lines)
        case Button(alone=alone, url=url):
            return f"{alone}\n{url}"
        case Link(text=text, url=url):
            return f"{text}\n{url}"


def draw_html(blocks: Sequence[Block], *, title: str, sender: str, language: str) -> str:
    """The letter as a page of its own; `sender` stands above it."""
    body = "".join(_html(block) for block in blocks)
    return (
        f'<!DOCTYPE html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(title)}</title><style>{_DARK}</style></head>"
        '<body class="page" style="margin:0;padding:0;background:#f6f4ee">'
        '<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'bgcolor="#f6f4ee"><tr><td align="center" style="padding:24px 12px">'
        '<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'bgcolor="#ffffff" style="max-width:600px;border-radius:4px"><tr><td align="left" style="padding:28px 24px">'
        f'<p class="accent" style="margin:0 0 24px;{_FONT};font-size:17px;line-height:24px;font-weight:bold;'
        f'color:{_ACCENT}">{escape(sender)}</p>{body}</td></tr></table></td></tr></table></body></html>\n'
    )


def _html(block: Block) -> str:
    """A block in HTML; personal links are not kept in memory."""
    return _button(block) if isinstance(block, Button) else _link(block) if isinstance(block, Link) else _shared(block)


@lru_cache(maxsize=256)
def _shared(block: Paragraph | Heading | Items | Facts) -> str:
    match block:
        case Paragraph(text=text, quiet=quiet):
            return _paragraph(escape(text).replace("\n", "<br>"), quiet=quiet)
        case Heading(text=text):
            return f'<h2 class="ink" style="{_HEAD}">{escape(text)}</h2>'
        case Items(texts=texts):
            items = "".join(f"<li>{escape(text)}</li>" for text in texts)
            return f'<ul class="ink" style="{_TEXT};padding:0 0 0 24px">{items}</ul>'
        case Facts(lines=lines):
            return "".join(_paragraph(f"<b>{escape(name)}</b><br>{escape(value)}") for name, value in lines)


def _link(block: Link) -> str:
    anchor = f'<a href="{escape(block.url)}" style="color:{_MUTED}">{escape(block.words)}</a>'
    return _paragraph(f"{escape(block.text)} {anchor}", quiet=True)


def _paragraph(content: str, *, quiet: bool = False) -> str:
    return f'<p class="{"muted" if quiet else "ink"}" style="{_QUIET if quiet else _TEXT}">{content}</p>'


def _button(block: Button) -> str:
    url = escape(block.url)
    return (
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 16px"><tr>'
        f'<td class="button" bgcolor="{_ACCENT}" style="border-radius:4px"><a href="{url}" style="display:inline-block;'
        f"padding:14px 28px;{_FONT};font-size:17px;line-height:24px;font-weight:bold;color:#ffffff;"
        f'text-decoration:none">{escape(block.words)}</a></td></tr></table>'
        + _paragraph(
            f'{escape(block.below)}<br><a href="{url}" style="color:{_MUTED};word-break:break-all">{url}</a>',
            quiet=True,
        )
    )
