"""What bad input gets: one plain sentence, a status of 4xx, and nothing stored half."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask

from monitor.services import answering, sealing
from monitor.services.publishing import close_wave
from monitor.store.schema_directory import directories
from monitor.store.schema_house import houses
from tests.monitor.web.partner import FIRST_PAGE, PAGES, Partner
from tests.monitor.web.route_table import routes, values_of
from tests.page_checks import CheckingClient
from tests.scene import (
    CLOSES,
    HOUSE,
    NOORD,
    OTHER_HOUSE,
    OTHER_WAVE,
    WAVE,
    ZUID,
    Scene,
    count_rows,
    dump,
    dump_all,
    house_file,
)


def revoke(scene: Scene, name: str) -> None:
    """What revoking a link does: another number, so another hash, and the draft is destroyed."""
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute(
            "UPDATE invitation SET link_number = 2, token_hash = :new WHERE token_hash = :old",
            {"new": b"of another link", "old": sealing.hash_token(scene.token(name))},
        )


# ------------------------------------------------------------------ links


def dead_links(scene: Scene) -> dict[str, str]:
    """A link of every kind that does not work."""
    token = scene.token("p05")
    revoke(scene, "p07")
    close_wave(scene.installation, HOUSE, OTHER_WAVE, early=True)
    return {
        "unknown": f"/d/{HOUSE}/{'a' * 22}",
        "too short": f"/d/{HOUSE}/{token[:-1]}",
        "too long": f"/d/{HOUSE}/{token}A",
        "with other signs": f"/d/{HOUSE}/{token[:-1]}%00",
        "not ASCII": f"/d/{HOUSE}/{'é' * 22}",
        "of no house": f"/d/nergens/{token}",
        "of a house that cannot be": f"/d/..%5C..%5Cdirectory/{token}",
        "of another house": f"/d/{OTHER_HOUSE}/{token}",
        "one character changed": f"/d/{HOUSE}/{token[:5]}{'A' if token[5] != 'A' else 'B'}{token[6:]}",
        "case changed": f"/d/{HOUSE}/{token.swapcase()}",
        "revoked": scene.link("p07"),
        "of a closed wave": scene.link("p05", wave=OTHER_WAVE),
        "used, of a closed wave": scene.link("p01", wave=OTHER_WAVE),
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_links_that_do_not_work_all_look_alike(scene: Scene, visitor: CheckingClient, method: str) -> None:
    answers = {kind: visitor.open(link, method=method) for kind, link in dead_links(scene).items()}

    bodies = {kind: (answer.status_code, answer.data) for kind, answer in answers.items()}
    assert {kind for kind, body in bodies.items() if body != bodies["unknown"]} == set()
    assert bodies["unknown"][0] == 404
    assert "Deze link werkt niet" in answers["unknown"].text
    assert not any("Set-Cookie" in answer.headers for answer in answers.values())


def test_a_link_past_its_time_looks_like_an_unknown_one(scene: Scene, visitor: CheckingClient) -> None:
    unknown = visitor.get(f"/d/{HOUSE}/{'a' * 22}")
    scene.clock.instant = CLOSES + timedelta(minutes=1)

    late = visitor.get(scene.link("p05"))

    assert (late.status_code, late.data) == (unknown.status_code, unknown.data)


def test_a_used_link_of_an_open_wave_says_it_was_received(scene: Scene, visitor: CheckingClient) -> None:
    response = visitor.get(scene.link("p01", wave=OTHER_WAVE))

    assert response.status_code == 200
    assert "al ontvangen" in response.text


# ------------------------------------------------------------------ pages of statements


BAD_PAGES: dict[str, dict[str, str | list[str]]] = {
    "an item of another part": {"bespreking_1": "3"},
    "an item that does not exist": {"selectie_3": "3"},
    "a value past the scale": {"selectie_1": "5"},
    "zero": {"selectie_1": "0"},
    "a negative value": {"selectie_1": "-1"},
    "the code of geen oordeel": {"selectie_1": "255"},
    "the code of not asked": {"selectie_1": "254"},
    "words that nobody can choose": {"selectie_1": "niet gevraagd"},
    "a decimal": {"selectie_1": "3.0"},
    "another digit": {"selectie_1": "３"},
    "a value with a space": {"selectie_1": " 3"},
    "nothing as a value": {"selectie_1": ""},
    "an injection": {"selectie_1": "1; DROP TABLE draft"},
    "two values": {"selectie_1": ["3", "4"]},
    "one value twice": {"selectie_1": ["3", "3"]},
    "what was shown missing": {"was": ""},
    "what was shown too short": {"was": "00"},
    "what was shown too long": {"was": "000000"},
    "what was shown not hexadecimal": {"was": "zzzz"},
    "a number that is none": {"number": "one"},
    "a negative number": {"number": "-1"},
    "a number past all numbers": {"number": "9" * 16},
    "a number longer than a number": {"number": "1" * 17},
    "a page name too long": {"page": "x" * 33},
    "a page name that is none of ours": {"page": "x\x00"},
}


@pytest.mark.parametrize("place", ["", "/antwoord"], ids=["page", "single answer"])
@pytest.mark.parametrize("kind", BAD_PAGES)
def test_a_page_with_something_wrong_is_refused_as_a_whole(
    scene: Scene, partner: Partner, kind: str, place: str
) -> None:
    partner.choose()
    before = dump_all(scene)
    page = {"csrf_token": partner.csrf, "was": "0000", "page": "a1b2", "number": "1", "selectie_2": "2"}

    response = partner.browser.post(f"{partner.address}{NOORD}/1{place}", data={**page, **BAD_PAGES[kind]})

    assert response.status_code == 400, response.text
    assert dump_all(scene) == before


@pytest.mark.parametrize(
    ("where", "status"),
    [
        (f"{NOORD}/2", 409),  # its turn has not come
        (f"{NOORD}/3", 409),
        (f"{ZUID}/1", 409),  # not on the invitation
        ("99/1", 409),
        (f"{NOORD}/0", 400),
        (f"{NOORD}/4", 400),
        (f"{NOORD}/99999999999999999999", 400),
        (f"{NOORD}/-1", 404),
        (f"{NOORD}/een", 404),
    ],
)
def test_a_page_posted_out_of_order_is_refused(scene: Scene, partner: Partner, where: str, status: int) -> None:
    partner.choose()
    before = dump_all(scene)
    part = where.rpartition("/")[2]
    answers = PAGES[int(part) - 1] if part in ("1", "2", "3") else FIRST_PAGE

    response = partner.post(where, {"was": "00" * len(answers), "page": "x", "number": "", **answers})

    assert response.status_code == status
    assert dump_all(scene) == before


def test_a_page_posted_before_the_overleggen_were_chosen_is_refused(scene: Scene, partner: Partner) -> None:
    before = dump_all(scene)

    assert partner.save(1, FIRST_PAGE).status_code == 409
    assert dump_all(scene) == before


def test_opening_a_page_whose_turn_has_not_come_leads_to_the_one_at_hand(partner: Partner) -> None:
    partner.choose()

    for where in (f"{NOORD}/3", f"{NOORD}/9", f"{ZUID}/1", "99/1", "overzicht"):
        assert partner.browser.get(partner.address + where).location == f"{partner.address}{NOORD}/1"


def test_after_closing_nothing_is_taken_in_and_every_address_looks_like_an_unknown_link(
    scene: Scene, partner: Partner, visitor: CheckingClient
) -> None:
    partner.fill_in()
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    before = dump(house_file(scene))

    answers = [partner.save(1, FIRST_PAGE), partner.send(), partner.post("overleggen", {"overleg_0": "y"})]
    answers += [partner.post("niet-aanwezig"), partner.browser.get(partner.address)]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.data for answer in answers} == {visitor.get(f"/d/{HOUSE}/{'a' * 22}").data}
    assert dump(house_file(scene)) == before  # the directory counts links that do not work (0063)


def test_a_page_of_a_revoked_link_is_refused(scene: Scene, partner: Partner) -> None:
    partner.choose()
    revoke(scene, "p01")

    assert partner.save(1, FIRST_PAGE).status_code == 404


def test_pages_posted_after_sending_change_nothing(scene: Scene, partner: Partner) -> None:
    partner.fill_in()
    partner.send()
    before = dump_all(scene)

    statuses = [partner.save(1, FIRST_PAGE).status_code, partner.post("overleggen", {"overleg_0": "y"}).status_code]
    absent = partner.post("niet-aanwezig")

    assert statuses == [409, 409]
    assert "al ontvangen" in partner.browser.get(absent.location).text
    assert dump_all(scene) == before


# ------------------------------------------------------------------ overleggen and sending


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"aanwezig_0": "3"},
        {"overleg_0": "y", "aanwezig_0": "-1"},
        {"overleg_0": "y", "aanwezig_0": "201"},
        {"overleg_0": "y", "aanwezig_0": "veel"},
        {"overleg_0": "y", "aanwezig_0": "1.5"},
        {"overleg_0": "y", "aanwezig_0": "9" * 5000},
        {"overleg_0": "y", "aanwezig_0": "0"},
        {"overleg_0": "y", "overleg_1": "y"},
        {"overleg_99": "y"},
        {"overleg_0": "y", "partner": "p02"},
    ],
)
def test_a_choice_of_overleggen_that_cannot_be_is_refused(
    scene: Scene, partner: Partner, fields: dict[str, str]
) -> None:
    before = dump_all(scene)

    response = partner.post("overleggen", fields)

    assert response.status_code == 400, response.text
    assert dump_all(scene) == before


def test_sending_before_the_end_is_refused_and_keeps_the_draft(scene: Scene, partner: Partner) -> None:
    partner.choose()
    partner.save(1, FIRST_PAGE)

    response = partner.send()

    assert response.status_code == 409
    assert "bewaard" in response.text
    assert partner.kept()[:2] == bytes([3, 2])


@pytest.mark.parametrize(
    "fields",
    [
        {"woorden": "w" * 2001},
        {"woorden": "€" * 2000 + "w"},
        {"mail": "geen adres"},
        {"mail": "a@b"},
        {"mail": "a@b.nl, c@d.nl"},
        {"mail": "a@b.nl\nBcc: c@d.nl"},
        {"mail": "@b.nl"},
        {"mail": "a b@c.nl"},
        {"mail": "x" * 250 + "@b.nl"},
        {"mail": "<a@b.nl>"},
        {"onbekend": "x"},
    ],
)
def test_words_or_an_address_that_cannot_be_are_refused_and_nothing_is_sent(
    scene: Scene, partner: Partner, fields: dict[str, str]
) -> None:
    partner.fill_in()
    before = dump_all(scene)

    response = partner.post("overzicht", {"woorden": "", "mail": "", **fields})

    assert response.status_code == 400, response.text
    assert dump_all(scene) == before


@pytest.mark.parametrize(
    "words", ["€" * 2000, "'); DROP TABLE draft; --", "=1+1", "\u202eomgekeerd", "regel\r\nregel", "😀" * 1000]
)
def test_any_text_is_taken_as_text(scene: Scene, partner: Partner, words: str) -> None:
    partner.fill_in()

    response = partner.post("overzicht", {"woorden": words, "mail": "naam+iets@gemeente.example"})

    assert response.status_code == 303, response.text
    assert count_rows(house_file(scene), "sealed_words", f"wave_id = '{WAVE}'") == 1


def test_one_link_sent_by_eight_threads_at_once_gives_one_response(app: Flask, scene: Scene, partner: Partner) -> None:
    partner.fill_in()
    devices = [Partner.start(app, scene, "p01") for _ in range(8)]
    ready, statuses = threading.Barrier(8), []

    def press(device: Partner) -> None:
        ready.wait()
        statuses.append(device.send().status_code)
        houses.close()
        directories.close()

    threads = [threading.Thread(target=press, args=(device,)) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [303] * 8
    assert count_rows(house_file(scene), "sealed_form", f"wave_id = '{WAVE}'") == 1


# ------------------------------------------------------------------ size, host, method


CHANGING = [
    *("respond.choose", "respond.save", "respond.save_answer", "respond.report_absent", "respond.send"),
    "account.check_sign_in",
]


@pytest.mark.parametrize("endpoint", CHANGING)
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_over_256_kb_is_refused_unread(
    app: Flask, scene: Scene, partner: Partner, endpoint: str, content_type: str
) -> None:
    address = next(route.address for route in routes(app, "POST", values_of(scene)) if route.endpoint == endpoint)
    before = dump_all(scene)

    response = partner.browser.post(address, data=b"woorden=" + b"w" * 256 * 1024, content_type=content_type)

    assert response.status_code == 413
    assert dump_all(scene) == before


@pytest.mark.parametrize("endpoint", CHANGING[:-1])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_three_thousand_fields_are_refused(
    app: Flask, scene: Scene, partner: Partner, endpoint: str, content_type: str
) -> None:
    partner.fill_in()
    address = next(route.address for route in routes(app, "POST", values_of(scene)) if route.endpoint == endpoint)
    before = dump_all(scene)
    fields = {"csrf_token": partner.csrf} | {f"veld_{number}": "x" for number in range(3000)}

    response = partner.browser.post(address, data=fields, content_type=content_type)

    assert 400 <= response.status_code < 500, response.status_code
    assert dump_all(scene) == before


@pytest.mark.parametrize(
    "host",
    [
        "kwaad.example",
        "127.0.0.1.kwaad.example",
        "kwaad.example:5000",
        "127.0.0.1@kwaad.example",
        "",
        "[::1].kwaad.example",
        "localhost.",
        "kwaad.example, 127.0.0.1",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_host_is_not_answered(app: Flask, scene: Scene, host: str, method: str) -> None:
    plain = app.test_client()

    for path in (scene.link("p01"), "/inloggen", "/gegevens", "/static/base.css"):
        response = plain.open(path, method=method, headers={"Host": host})
        assert response.status_code in (400, 405), path
        assert "kwaad" not in response.text


@pytest.mark.parametrize("host", ["127.0.0.1:5000", "localhost", "LOCALHOST:80", "[::1]:5000", "[::1]"])
def test_this_machine_is_answered_under_each_of_its_names(app: Flask, host: str) -> None:
    assert app.test_client().get("/gegevens", headers={"Host": host}).status_code == 200


def test_headers_of_a_proxy_that_was_not_declared_change_nothing(scene: Scene, visitor: CheckingClient) -> None:
    plain = visitor.get(scene.link("p01")).data
    headers = {"X-Forwarded-Host": "kwaad.example", "X-Forwarded-Proto": "https", "Forwarded": "host=kwaad.example"}

    assert visitor.get(scene.link("p01"), headers=headers).data == plain


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused_with_those_that_are_allowed(
    scene: Scene, visitor: CheckingClient, method: str
) -> None:
    response = visitor.open(scene.link("p01"), method=method, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"%", b"=&=&", b"a" * 1000, b'{"selectie_1": 3}', b""])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "application/json", "text/plain", ""])
def test_a_body_that_is_no_form_is_refused(scene: Scene, partner: Partner, body: bytes, content_type: str) -> None:
    partner.choose()
    before = dump_all(scene)

    response = partner.browser.post(f"{partner.address}{NOORD}/1", data=body, content_type=content_type)

    assert response.status_code == 400
    assert dump_all(scene) == before


def test_a_questionnaire_with_a_part_fewer_does_not_take_the_page_of_another(
    scene: Scene, partner: Partner, visitor: CheckingClient
) -> None:
    # The whole of the Stappenmeter posted to a page of the small questionnaire.
    partner.choose()
    before = dump_all(scene)
    questionnaire = scene.installation.questionnaire("stappenmeter-doelbereik", 1)

    response = partner.save(1, {item.id: "3" for item in questionnaire.items})

    assert response.status_code == 400
    assert dump_all(scene) == before


def test_what_was_refused_can_be_mended_and_posted_again(scene: Scene, partner: Partner) -> None:
    partner.choose()
    partner.save(1, {"selectie_1": "9"})

    again = partner.save(1, FIRST_PAGE)

    assert again.status_code == 303
    found = answering.visit(scene.installation, HOUSE, partner.token)
    assert answering.parts_done(found, found.draft, NOORD) == 1
