"""What a partner's phone has to fetch."""

from __future__ import annotations

from urllib.parse import urljoin

from tests.browser import partner
from tests.browser.conftest import NewVisitor
from tests.browser.serving import Served

MOST_BYTES = 60_000


def test_the_page_of_thirteen_statements_weighs_under_60_kb_with_everything_it_needs(
    visitor: NewVisitor, served: Served
) -> None:
    device = visitor()
    page = device.open(served.take_link(overleggen=1))
    partner.begin(page)
    partner.attend(page, [""])
    partner.go_on(page)
    partner.expect_part(page, 2)
    assert len(partner.statements(page)) == 13

    fresh = visitor(storage_state=device.context.storage_state())
    again = fresh.open(page.url)
    partner.expect_part(again, 2)
    icon = urljoin(again.url, again.locator("link[rel=icon]").get_attribute("href"))
    sizes = {response.url: len(response.body()) for response in fresh.responses}
    sizes[icon] = len(fresh.context.request.get(icon).body())
    assert {url.rsplit("/", 1)[-1].partition("?")[0] for url in sizes} > {"base.css", "partner.css", "respond.js"}
    assert sum(sizes.values()) < MOST_BYTES, sizes
    assert all(url.startswith(served.url) for url in sizes)
