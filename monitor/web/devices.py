"""A browser and its system in a few words, so that people recognise a session; the full header is kept nowhere."""

from __future__ import annotations

_BROWSERS = (
    *(("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung-browser")),
    *(
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ),
)
_SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS")),
    *(("Mac OS X", "Mac"), ("Linux", "Linux")),
)
"""In the order in which they are looked for: most say that they are several."""


def device_words(user_agent: str) -> str:
    """ "Firefox op Windows"; "onbekende browser" where nothing is recognised."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "onbekende browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    return f"{browser} op {system}" if system else browser
