"""The page behind the link in every mail: looking changes nothing, a press does, and it is alike for everybody."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.monitor.services.mailed import REMINDER, invitation_of, mails_of, put, send
from tests.monitor.web.partner import Partner
from tests.page_checks import CheckingClient, csrf_in
from tests.scene import CLOSES, HOUSE, OTHER_HOUSE, Scene, dump, dump_all, house_file


def page_of(scene: Scene, partner: str = "p01") -> str:
    return f"{scene.link(partner)}/afmelden"


def answered(app: Flask, scene: Scene, partner: str) -> None:
    started = Partner.start(app, scene, partner)
    started.fill_in()
    assert started.send().status_code == 303


def test_looking_changes_nothing_however_often_and_whoever_looks(scene: Scene, client: CheckingClient) -> None:
    before = dump_all(scene)

    for method in ("GET", "HEAD", "OPTIONS"):
        for agent in ("Mimecast-URL-Protection", "Microsoft Outlook SafeLinks/16.0", ""):
            response = client.open(page_of(scene), method=method, headers={"User-Agent": agent})
            assert response.status_code == 200
            assert "Set-Cookie" not in response.headers

    assert dump_all(scene) == before


def test_a_press_on_the_button_stops_the_mails_without_a_cookie(scene: Scene, client: CheckingClient) -> None:
    send(scene)
    put(scene, kind=REMINDER, round=1)

    response = client.submit(page_of(scene))

    assert (response.status_code, response.location) == (303, page_of(scene))
    assert "Set-Cookie" not in response.headers
    assert mails_of(scene, "p01")[1] == ("reminder", 1, "dropped")
    after = client.get(page_of(scene)).text
    assert "U krijgt geen mails meer" in after
    assert "Uw link blijft werken tot" in after
    assert client.get(scene.link("p01")).status_code == 200


def test_pressed_twice_it_says_the_same(scene: Scene, client: CheckingClient) -> None:
    token = csrf_in(client.get(page_of(scene)).text)
    first, second = (client.post(page_of(scene), data={"csrf_token": token}) for _ in range(2))

    assert (first.status_code, first.location) == (second.status_code, second.location)


def test_it_looks_and_answers_the_same_for_who_answered(scene: Scene, app: Flask, client: CheckingClient) -> None:
    answered(app, scene, "p01")
    shown = {}
    for partner in ("p01", "p02"):
        link, token = page_of(scene, partner), csrf_in(client.get(page_of(scene, partner)).text)
        pages = [client.get(link), client.post(link, data={"csrf_token": token}), client.get(link)]
        texts = [one.text.replace(scene.token(partner), "TOKEN").replace(token, "CSRF") for one in pages]
        shown[partner] = [(one.status_code, text) for one, text in zip(pages, texts, strict=True)]

    assert shown["p01"] == shown["p02"]


@pytest.mark.parametrize("data", [{}, {"csrf_token": "0" * 32}, {"csrf_token": ""}])
def test_a_forged_press_is_refused(scene: Scene, client: CheckingClient, data: dict[str, str]) -> None:
    before = dump_all(scene)

    assert client.post(page_of(scene), data=data).status_code == 400

    assert dump_all(scene) == before


def test_the_form_token_of_another_link_or_another_field_beside_it_is_refused(
    scene: Scene, client: CheckingClient
) -> None:
    before = dump_all(scene)
    foreign = csrf_in(client.get(page_of(scene, "p02")).text)
    own = csrf_in(client.get(page_of(scene)).text)

    assert client.post(page_of(scene), data={"csrf_token": foreign}).status_code == 400
    assert client.post(page_of(scene), data={"csrf_token": own, "anders": "1"}).status_code == 400
    crossed = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(page_of(scene), data={"csrf_token": own}, headers=crossed).status_code == 403

    assert dump_all(scene) == before


def test_links_that_do_not_work_look_alike_and_change_nothing(scene: Scene, client: CheckingClient) -> None:
    token = scene.token("p01")
    own = csrf_in(client.get(page_of(scene)).text)
    changed = token[:-1] + ("A" if token[-1] != "A" else "Q")
    wrong = (f"/d/{HOUSE}/{changed}", f"/d/{HOUSE}/{'A' * 22}", f"/d/{OTHER_HOUSE}/{token}", f"/d/weg/{token}")
    pages = [client.get(f"{link}/afmelden") for link in (*wrong, f"/d/{HOUSE}/kort")]
    before = dump(house_file(scene))
    pages += [client.post(f"{link}/afmelden", data={"csrf_token": own}) for link in wrong]
    scene.clock.instant = CLOSES
    pages += [client.get(page_of(scene)), client.post(page_of(scene), data={"csrf_token": own})]

    assert {(page.status_code, page.text) for page in pages} == {(404, pages[0].text)}
    assert dump(house_file(scene)) == before
    assert invitation_of(scene, "p01")["opted_out"] == 0


def test_the_landing_leads_there_for_each_link_its_own(scene: Scene, client: CheckingClient) -> None:
    for partner in ("p01", "p05"):  # of the same groups, so one drawing
        assert page_of(scene, partner) in client.page(scene.link(partner)).links
