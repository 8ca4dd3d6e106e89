"""A browser context whose pages are listened to: whatever goes wrong in one of them fails the test."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
WAIT_MILLISECONDS = 20_000
"""How long a condition may take on a machine that is busy with other things; nothing waits this long on purpose."""

_NOTE_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@dataclass
class Visitor:
    """One device: a context, and what went wrong on its pages. `expected`: patterns of what a test provokes.

    `account`: who signed in on it, or "".
    """

    context: BrowserContext
    url: str
    expected: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    account: str = ""

    def open(self, url: str) -> Page:
        """A page on this device, at this address."""
        page = self.context.new_page()
        page.goto(url)
        return page

    def expect(self, pattern: str) -> None:
        """What follows may happen; everything else still fails the test."""
        self.expected.append(pattern)

    def close(self) -> None:
        """Put the device away and raise AssertionError if anything went wrong on it."""
        self.context.close()
        found = [problem for problem in self.problems if not any(re.search(one, problem) for one in self.expected)]
        assert not found, "\n".join(["on the visited pages:", *found])

    def _listen(self) -> None:
        self.context.on("console", self._on_console)
        self.context.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))
        self.context.on("request", self._on_request)
        self.context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and f"{parts.scheme}://{parts.netloc}" != self.url:
            self.problems.append(f"request to another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        self.responses.append(response)
        if response.status >= 500:
            self.problems.append(f"status {response.status}: {response.url}")


def new_visitor(browser: Browser, url: str, **options: Any) -> Visitor:
    """A device of the size of a phone, in Dutch, without motion; options as in `Browser.new_context`."""
    settings: dict[str, Any] = {"viewport": PHONE, "locale": "nl-NL", "reduced_motion": "reduce", **options}
    context = browser.new_context(**settings)
    context.set_default_timeout(WAIT_MILLISECONDS)
    context.set_default_navigation_timeout(WAIT_MILLISECONDS)
    if settings.get("java_script_enabled", True):
        context.add_init_script(_NOTE_VIOLATIONS)
    visitor = Visitor(context, url)
    visitor._listen()
    return visitor
