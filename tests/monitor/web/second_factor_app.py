"""The app on somebody's phone: reads the key from the page and makes codes."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp

from tests.page_checks import CheckingClient
from tests.scene import Clock

SET_UP = "/account/tweede-factor"


class Phone:
    """An app that holds one secret, by the clock of the test."""

    def __init__(self, clock: Clock, page: str) -> None:
        found = re.search(r'<p class="secret"[^>]*>(.*?)</p>', page, re.DOTALL)
        assert found
        self.secret = "".join(re.findall(r"<span>(\w{4})</span>", found[1]))
        self.clock = clock

    def code(self, steps: int = 0) -> str:
        """The code of now, or of so many half minutes later."""
        return pyotp.TOTP(self.secret).at(self.clock() + timedelta(seconds=30 * steps))


def set_up(browser: CheckingClient, clock: Clock) -> tuple[Phone, list[str]]:
    """Set a second factor up as somebody does in a browser; gives the app and the recovery codes."""
    first = browser.get(SET_UP)
    phone = Phone(clock, first.text)
    handed = re.search(r'name="handed" value="([^"]+)"', first.text)
    token = re.search(r'name="csrf_token" value="([^"]+)"', first.text)
    assert handed and token
    data = {"csrf_token": token[1], "handed": handed[1], "code": phone.code()}
    done = browser.post(SET_UP, data=data)
    assert done.status_code == 200, done.text
    return phone, re.findall(r"<li>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</li>", done.text)
