"""What somebody reads by a link: one wave, until a day, without a trace; and the pages on which a link is made."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from monitor.model import COMMAND, Role
from monitor.services import publishing, sharing
from monitor.services.sharing import NewShare
from monitor.services.throttle import MOST, Counted
from monitor.store import comments
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NOORD, OTHER_HOUSE, OTHER_WAVE, WAVE, Scene, answer_all, dump_all

LAST = date(2026, 12, 10)
DELEN = f"/beheer/{HOUSE}/delen/"
NEW = f"{DELEN}metingen/{WAVE}/"
COMMENT = "Wij zien elkaar te weinig <b>echt</b>."
SignedIn = Callable[..., CheckingClient]


@pytest.fixture
def closed(scene: Scene) -> Scene:
    answer_all(scene)
    publishing.close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


@pytest.fixture
def coordinator(closed: Scene, signed_in: SignedIn) -> CheckingClient:
    return signed_in(Role.COORDINATOR)


def share(scene: Scene, *, label: str = "Burgemeester", until: date = LAST, with_comments: bool = False) -> str:
    new = NewShare(label, until, with_comments=with_comments)
    return sharing.make_share(scene.installation, HOUSE, WAVE, new, by="Noor", actor=COMMAND)


def release(scene: Scene) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute(
            "INSERT INTO comment (id, wave_id, body) VALUES (x'01', :wave, :body)", {"wave": WAVE, "body": COMMENT}
        )
    assert comments.select_comments(db, WAVE) == [COMMENT]


def link_in(text: str) -> str:
    found = re.search(r'id="geheim"[^>]* value="([^"]+)"', text)
    assert found
    return html.unescape(found[1])


def make_by_page(coordinator: CheckingClient, **values: str) -> str:
    """Fill in the page; gives the path of the link."""
    answer = coordinator.submit(NEW, {"label": "Burgemeester", **values})
    assert answer.status_code == 200, answer.text
    return link_in(answer.text).removeprefix("http://127.0.0.1:5000")


def test_a_link_is_made_shown_once_and_works(
    coordinator: CheckingClient, visitor: CheckingClient, closed: Scene
) -> None:
    link = make_by_page(coordinator, until="2026-12-10")

    page = visitor.get(link)

    assert page.status_code == 200
    assert "U leest dit als: Burgemeester." in page.text and "10 december 2026" in html.unescape(page.text).replace(
        "\xa0", " "
    )
    assert "ten minste 10 mensen" in page.text
    overview = coordinator.get(DELEN).text
    assert "Burgemeester" in overview and link.split("/")[3] not in overview


def test_the_pages_behind_a_link_have_no_account_no_cookie_and_stay_out_of_indexes(
    closed: Scene, app: Flask, visitor: CheckingClient
) -> None:
    secret = share(closed)

    for path in ("", f"overleg/{NOORD}", "stellingen", "stelling/selectie_1", "berekening"):
        for method in ("GET", "HEAD"):
            page = visitor.open(f"/lezen/{HOUSE}/{secret}/{path}", method=method)
            assert page.status_code == 200, path
            assert "Set-Cookie" not in page.headers
            assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
            assert page.headers["Cache-Control"] == "no-store"
            assert secret not in page.text
        assert '<meta name="robots" content="noindex, nofollow">' in visitor.get(f"/lezen/{HOUSE}/{secret}/{path}").text
        assert "csrf_token" not in visitor.get(f"/lezen/{HOUSE}/{secret}/{path}").text


def test_what_does_not_work_looks_alike(closed: Scene, visitor: CheckingClient) -> None:
    withdrawn, over = share(closed), share(closed, until=closed.clock().date())
    [first] = [one for one in sharing.list_shares(closed.installation, HOUSE) if one.until == LAST]
    sharing.withdraw_share(closed.installation, HOUSE, first.id, actor=COMMAND)
    working = share(closed)
    closed.clock.move(days=1)
    places = [(HOUSE, withdrawn), (HOUSE, over), (HOUSE, "A" * 22), (HOUSE, "kort"), (OTHER_HOUSE, working)]
    places += [
        ("nergens", working),
        (HOUSE, f"{working[:-1]}{'A' if working[-1] != 'A' else 'B'}"),
        (HOUSE, working.swapcase()),
    ]

    answers = [
        visitor.get(f"/lezen/{house}/{secret}/{path}")
        for house, secret in places
        for path in ("", "overleg/0", "stellingen", "stelling/selectie_1", "berekening")
    ]

    assert {one.status_code for one in answers} == {404}
    assert len({one.data for one in answers}) == 1
    assert len({tuple(sorted(one.headers.items())) for one in answers}) == 1
    assert "Deze link werkt niet" in answers[0].text and "inloggen" not in answers[0].text
    assert visitor.get(f"/lezen/{HOUSE}/{working}/").status_code == 200


def test_a_link_ends_with_its_last_day(closed: Scene, visitor: CheckingClient) -> None:
    address = f"/lezen/{HOUSE}/{share(closed)}/"

    closed.clock.instant = closed.clock.instant.replace(month=12, day=10, hour=22)
    assert visitor.get(address).status_code == 200
    closed.clock.move(hours=1)
    assert visitor.get(address).status_code == 404


def test_guesses_find_nothing_and_are_slowed_and_a_link_that_works_is_not(
    closed: Scene, visitor: CheckingClient
) -> None:
    secret = share(closed)

    found = [visitor.get(f"/lezen/{HOUSE}/{number:022d}/").status_code for number in range(MOST[Counted.LINK] + 5)]

    assert found == [404] * MOST[Counted.LINK] + [429] * 5
    assert visitor.get(f"/lezen/{HOUSE}/{secret}/").status_code == 200


def test_looking_changes_nothing(closed: Scene, visitor: CheckingClient) -> None:
    secret = share(closed)
    before = dump_all(closed)

    for path in ("", f"overleg/{NOORD}", "stellingen?zoek=kiezen", "stelling/selectie_1", "berekening", "overleg/99"):
        visitor.get(f"/lezen/{HOUSE}/{secret}/{path}")

    assert dump_all(closed) == before


@pytest.mark.parametrize("with_comments", [True, False])
def test_open_answers_stand_there_only_if_the_coordinator_chose_so(
    closed: Scene, visitor: CheckingClient, with_comments: bool
) -> None:
    release(closed)
    secret = share(closed, with_comments=with_comments)

    page = visitor.get(f"/lezen/{HOUSE}/{secret}/").text

    assert ("te weinig" in page and "&lt;b&gt;echt" in page) is with_comments


def test_improvement_points_and_what_one_may_add_never_stand_there(closed: Scene, visitor: CheckingClient) -> None:
    secret = share(closed)

    for path in ("", f"overleg/{NOORD}", "stelling/selectie_1"):
        assert "Verbeterpunt" not in visitor.get(f"/lezen/{HOUSE}/{secret}/{path}").text


def test_the_coordinator_sees_beforehand_what_the_reader_will_see(
    closed: Scene, coordinator: CheckingClient, visitor: CheckingClient
) -> None:
    release(closed)
    secret = share(closed, with_comments=True)

    def body(text: str) -> str:
        return text.split("</aside>")[1].split("</main>")[0]

    for path in ("", f"overleg/{NOORD}", "stellingen", "stelling/selectie_1", "berekening"):
        shown = coordinator.get(f"{NEW}voorbeeld/{path}")
        assert "Voorbeeld: dit ziet iemand met een link." in shown.text
        assert body(shown.text) == body(visitor.get(f"/lezen/{HOUSE}/{secret}/{path}").text), path


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"label": ""}, "voor wie"),
        ({"label": "Raad\u202e"}, "zichtbare tekens"),
        ({"until": ""}, "laatste dag"),
        ({"until": "morgen"}, "zoals 30-11-2026"),
        ({"until": "2026-11-09"}, "laatste dag"),
        ({"until": "2027-11-11"}, "laatste dag"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed(
    closed: Scene, coordinator: CheckingClient, values: dict[str, str], sentence: str
) -> None:
    before = dump_all(closed)

    answer = coordinator.submit(NEW, {"label": "Raad", "until": "2026-12-10", **values})

    assert answer.status_code == 400
    assert sentence in answer.text and 'role="alert"' in answer.text
    assert f'value="{values.get("until", "2026-12-10")}"' in answer.text
    assert dump_all(closed) == before


def test_withdrawing_asks_to_be_sure_and_then_closes_the_link(
    closed: Scene, coordinator: CheckingClient, visitor: CheckingClient
) -> None:
    address = f"/lezen/{HOUSE}/{share(closed)}/"
    place = next(at for at, form in enumerate(coordinator.page(DELEN).forms) if "intrekken" in form.action)

    assert coordinator.submit(DELEN, form=place).status_code == 400
    assert visitor.get(address).status_code == 200
    done = coordinator.submit(DELEN, {"sure": "ja"}, form=place)

    assert done.status_code == 303
    assert "Hij opent niets meer" in coordinator.get(done.location).text
    assert "Ingetrokken op" in coordinator.get(DELEN).text
    assert visitor.get(address).status_code == 404


def test_of_a_wave_that_runs_no_link_can_be_made_or_looked_at(closed: Scene, coordinator: CheckingClient) -> None:
    for path in ("", "voorbeeld/", "voorbeeld/stellingen"):
        assert coordinator.get(f"{DELEN}metingen/{OTHER_WAVE}/{path}").status_code == 404
    assert OTHER_WAVE not in coordinator.get(DELEN).text


def test_names_with_markup_are_shown_as_text(
    closed: Scene, coordinator: CheckingClient, visitor: CheckingClient
) -> None:
    name = "<script>alert(1)</script>{{7*7}}"
    secret = share(closed, label=name)

    for text in (visitor.get(f"/lezen/{HOUSE}/{secret}/").text, coordinator.get(DELEN).text):
        assert html.escape(name, quote=False).replace("'", "&#39;") in text and "<script>alert" not in text


def test_a_proposed_last_day_is_a_month_ahead(closed: Scene, coordinator: CheckingClient) -> None:
    assert f'value="{(closed.clock().date() + timedelta(days=30)).isoformat()}"' in coordinator.get(NEW).text


@pytest.mark.parametrize(
    ("method", "end", "status"),
    [("GET", "", 308), ("POST", "/", 405), ("TRACE", "/", 405), ("GET", "/iets", 404), ("GET", "/overleg/99", 404)],
)
def test_whatever_an_address_of_a_link_answers_is_not_indexed_and_does_not_repeat_it(
    closed: Scene, app: Flask, method: str, end: str, status: int
) -> None:
    secret = share(closed)
    answer = app.test_client().open(f"/lezen/{HOUSE}/{secret}{end}", method=method)
    assert (answer.status_code, answer.headers.get_all("X-Robots-Tag")) == (status, ["noindex, nofollow, noarchive"])
    assert secret not in answer.text


def test_a_link_without_its_last_slash_still_leads_there(closed: Scene, visitor: CheckingClient) -> None:
    answer = visitor.get(f"/lezen/{HOUSE}/{share(closed)}", follow_redirects=True)
    assert answer.status_code == 200 and "Uitkomsten" in answer.text
