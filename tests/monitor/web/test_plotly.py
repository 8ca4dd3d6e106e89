"""plotly.js, 4.8 MB: compressed, kept by the browser for good, and only where there is a chart to draw with it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import plotly
import pytest

from monitor.model import Role
from monitor.services.publishing import close_wave
from tests.monitor.web.partner import Partner
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NOORD, WAVE, Scene, answer_all

SCRIPT = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
ADDRESS = f"/plotly/{plotly.__version__}.js"
NEEDED = f'data-plotly="{ADDRESS}"'
SignedIn = Callable[..., CheckingClient]


@pytest.mark.parametrize(
    ("accepts", "encoding"), [("gzip, deflate, br", "gzip"), ("identity", None), ("gzip;q=0", None)]
)
def test_it_goes_compressed_to_who_takes_that_and_is_kept_for_good(
    visitor: CheckingClient, accepts: str, encoding: str | None
) -> None:
    answer = visitor.get(ADDRESS, headers={"Accept-Encoding": accepts})

    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == encoding
    assert (gzip.decompress(answer.data) if encoding else answer.data) == SCRIPT
    assert encoding is None or len(answer.data) < len(SCRIPT) / 2
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_pages_with_charts_ask_for_it_and_no_other_page_does(
    scene: Scene, signed_in: SignedIn, partner: Partner, visitor: CheckingClient
) -> None:
    browser = signed_in(Role.MANAGER)
    others = [partner.browser.get(f"{partner.address}overleggen"), visitor.get("/inloggen"), browser.get("/account/")]
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)

    charts = [browser.get(f"/huizen/{HOUSE}/{WAVE}/{path}") for path in ("", f"overleg/{NOORD}")]

    for page in charts:
        assert NEEDED in page.text
        assert "style-src 'self' 'unsafe-inline';" in page.headers["Content-Security-Policy"]
    for page in others:
        assert page.status_code == 200
        assert "plotly" not in page.text
        assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
