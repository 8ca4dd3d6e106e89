"""Starts the one headless Chromium of a run: the one on the PATH, else playwright's own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.watching import WAIT_MILLISECONDS

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # a container's root has no other choice; it only ever opens our own pages
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--font-render-hinting=none",
)


@contextmanager
def launch() -> Iterator[Browser]:
    """A headless Chromium until the block ends."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
