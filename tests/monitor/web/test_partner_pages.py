"""What a partner meets: the link, the cookie, coming back, two devices, two links, sending."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from monitor.services import answering
from monitor.web import respond_pages
from monitor.web.settings import Settings
from surveys.questionnaire import Scale
from tests.monitor.web.partner import FIRST_PAGE, PAGES, Partner
from tests.page_checks import CheckingClient, make_app
from tests.scene import (
    BOTH,
    HOUSE,
    NOORD,
    OTHER_WAVE,
    SECRET_KEY,
    STAPPENMETER,
    WAVE,
    ZUID,
    Scene,
    count_rows,
    house_file,
    make_wave,
)


def test_the_landing_says_who_asks_how_long_and_when_the_answers_are_wiped(
    scene: Scene, visitor: CheckingClient
) -> None:
    text = visitor.get(scene.link("p01")).text

    for words in ("Veiligheidshuis Proefhuis", "2 minuten", "30 november", "1 november 2031", "vertrouwelijk"):
        assert words in text.replace("\u00a0", " ")
    assert "anoniem" not in text.replace("Waarom zeggen wij niet ‘anoniem’?", "")


def test_start_gives_a_cookie_for_a_clean_address_in_which_the_token_does_not_stand(
    scene: Scene, visitor: CheckingClient
) -> None:
    response = visitor.submit(scene.link("p01"))

    token, cookie = scene.token("p01"), response.headers["Set-Cookie"]
    assert response.status_code == 303
    assert token not in response.location and response.location.startswith("/i/")
    assert f"Path={response.location.rstrip('/')}" in cookie
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Expires" not in cookie and "Max-Age" not in cookie


def test_behind_https_cookies_are_secure(scene: Scene) -> None:
    settings = Settings(instance=scene.folder, secret_key=SECRET_KEY, base_url="https://monitor.example")
    app = make_app(scene)
    app.extensions["monitor.settings"] = settings

    response = app.test_client().post(scene.link("p01"), base_url="https://monitor.example")

    assert "Secure" in response.headers["Set-Cookie"]
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_whole_run_ends_with_the_thanks_and_the_link_says_it_was_received(
    scene: Scene, partner: Partner, visitor: CheckingClient
) -> None:
    partner.fill_in()
    overview = partner.browser.get(f"{partner.address}overzicht").text
    sent = partner.send()

    assert "beantwoordde u 7 van de 7 stellingen" in overview
    assert sent.status_code == 303
    assert "Uw antwoorden zijn ontvangen." in partner.browser.get(sent.location).text
    assert "Uw antwoorden zijn al ontvangen." in partner.browser.get(partner.address).text
    assert "al ontvangen" in visitor.get(scene.link("p01")).text
    assert count_rows(house_file(scene), "sealed_form", f"wave_id = '{WAVE}'") == 1


def test_on_another_device_the_link_goes_on_where_it_was(app: Flask, scene: Scene, partner: Partner) -> None:
    partner.choose()
    partner.save(1, FIRST_PAGE)

    again = Partner.start(app, scene, "p01")

    assert again.browser.get(again.address).location == f"{again.address}{NOORD}/2"
    page = again.browser.page(f"{again.address}{NOORD}/1")
    assert page.forms[-1].fields["selectie_1"] == "3"
    assert page.forms[-1].fields["selectie_2"] == "2"


def test_the_most_attended_overleg_comes_first_and_the_other_is_offered_after_it(app: Flask, scene: Scene) -> None:
    both = Partner.start(app, scene, BOTH)
    fields = {"overleg_0": "y", "aanwezig_0": "2", "overleg_1": "y", "aanwezig_1": "9"}

    first = both.post("overleggen", fields).location
    for part, answers in enumerate(PAGES, start=1):
        after = both.save(part, answers, overleg=ZUID).location

    assert first == f"{both.address}{ZUID}/1"
    assert after == f"{both.address}overzicht"
    assert "Ook Overleg Noord beoordelen" in both.browser.get(after).text


def test_who_was_at_none_ends_politely_and_gives_no_form(scene: Scene, partner: Partner) -> None:
    response = partner.browser.submit(f"{partner.address}niet-aanwezig")

    assert "Dank u wel" in partner.browser.get(response.location).text
    assert "Wij hebben dat ontvangen." in partner.browser.get(response.location).text
    assert "Wij hebben dat al ontvangen." in partner.browser.get(partner.address).text
    assert count_rows(house_file(scene), "invitation", "outcome = 'niet_van_toepassing'") == 1


def test_previous_keeps_the_page_and_goes_back(partner: Partner) -> None:
    partner.choose()
    partner.save(1, FIRST_PAGE)

    back = partner.save(2, {"bespreking_1": "4"}, naar="vorige")

    assert back.location == f"{partner.address}{NOORD}/1"
    assert partner.kept()[2] == 4


def test_a_statement_may_be_skipped_and_the_overview_links_to_it(partner: Partner) -> None:
    partner.choose()
    for part, answers in enumerate(PAGES, start=1):
        partner.save(part, {} if part == 2 else answers)

    page = partner.browser.get(f"{partner.address}overzicht").text

    assert "3 stellingen sloeg u over" in page
    assert f"{partner.address}{NOORD}/2#bespreking_1" in page


def test_the_overview_shows_every_statement_with_its_own_answer(partner: Partner) -> None:
    partner.fill_in()

    page = partner.browser.get(f"{partner.address}overzicht").text

    questionnaire = answering.visit(partner.scene.installation, HOUSE, partner.token).questionnaire
    words = {str(code): label["nl"] for code, label in enumerate(questionnaire.scale.labels, start=1)}
    given = [words.get(answer, answer) for answers in PAGES for answer in answers.values()]
    statements = [html.escape(item.text["nl"]) for item in questionnaire.items]
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page) == list(zip(statements, given, strict=True))
    assert re.findall(r"(\d) van (\d) beantwoord<", page) == [("2", "2"), ("3", "3"), ("2", "2")]
    assert re.findall(r'href="([^"]+)">Deel \d wijzigen', page) == [f"{partner.address}{NOORD}/{n}" for n in (1, 2, 3)]


def test_answers_stand_on_the_overview_as_text_and_not_as_markup() -> None:
    scale = Scale(labels=({"nl": "<b>nee</b>"}, {"nl": "ja & nee"}), no_opinion={"nl": '"weet niet"'})

    assert set(respond_pages._labels(scale).values()) == {
        "overgeslagen",
        "&lt;b&gt;nee&lt;/b&gt;",
        "ja &amp; nee",
        "&#34;weet niet&#34;",
    }


@pytest.mark.parametrize(
    ("change", "now"),
    [
        ("UPDATE house SET name = 'Veiligheidshuis Anders'", "Veiligheidshuis Anders"),
        (f"UPDATE wave SET closes_at = '2027-01-18T16:00:00+00:00' WHERE id = '{WAVE}'", "januari"),
    ],
    ids=["house", "wave"],
)
def test_a_page_that_was_drawn_before_shows_what_changed_since(
    scene: Scene, visitor: CheckingClient, change: str, now: str
) -> None:
    before = visitor.get(scene.link("p01")).text
    scene.installation.house(HOUSE).execute(change)

    after = visitor.get(scene.link("p01")).text

    assert now not in before
    assert now in after


def test_a_single_answer_is_kept_when_its_script_posts_it(partner: Partner) -> None:
    partner.choose()

    saved = partner.save(1, {"selectie_1": "4"})
    answered = partner.post(f"{NOORD}/1/antwoord", {"was": "0400", "page": "x", "number": "1", "selectie_2": "1"})

    assert (saved.status_code, answered.status_code, answered.json) == (303, 200, {"anders": False})
    assert partner.kept()[:2] == bytes([4, 1])


def test_the_script_is_told_when_another_device_gave_another_answer(partner: Partner) -> None:
    partner.choose()
    partner.save(1, {"selectie_1": "4"})

    answered = partner.post(f"{NOORD}/1/antwoord", {"was": "0000", "page": "x", "number": "1", "selectie_1": "1"})

    assert answered.json == {"anders": True}
    assert partner.kept()[0] == 1


def test_saves_of_one_page_that_arrive_in_the_wrong_order_keep_the_newest(partner: Partner) -> None:
    partner.choose()
    page = {"was": "0000", "page": "x"}

    newer = partner.post(f"{NOORD}/1/antwoord", {**page, "number": "2", "selectie_1": "4"})
    older = partner.post(f"{NOORD}/1/antwoord", {**page, "number": "1", "selectie_1": "1"})

    assert (newer.status_code, older.status_code) == (200, 200)
    assert partner.kept()[0] == 4


def test_two_devices_do_not_undo_each_other_and_a_difference_is_told(
    app: Flask, scene: Scene, partner: Partner
) -> None:
    partner.choose()
    other = Partner.start(app, scene, "p01")

    partner.save(1, {"selectie_1": "3"})
    quiet = other.save(1, {"selectie_2": "2"}, page="another")
    loud = other.save(1, {"selectie_1": "1"}, page="another")

    assert partner.kept()[:2] == bytes([1, 2])
    assert "anders" not in quiet.location
    assert "Op een ander apparaat" in other.browser.get(loud.location).text


def test_a_page_that_lay_open_for_three_hours_still_saves(scene: Scene, partner: Partner) -> None:
    partner.choose()
    fields = partner.browser.page(f"{partner.address}{NOORD}/1").forms[-1].fields

    scene.clock.move(hours=3)
    saved = partner.browser.post(f"{partner.address}{NOORD}/1", data={**fields, "selectie_1": "2"})

    assert saved.status_code == 303
    assert partner.kept()[0] == 2


def test_a_page_opened_before_the_closing_instant_can_be_sent_in_the_hour_after_it(
    scene: Scene, partner: Partner
) -> None:
    partner.fill_in()

    scene.clock.move(days=20, hours=6, minutes=30)  # half an hour after the closing instant
    sent = partner.send()

    assert "zijn ontvangen" in partner.browser.get(sent.location).text


def test_two_links_in_one_browser_do_not_mix(scene: Scene, partner: Partner) -> None:
    address = partner.browser.start(scene.link("p02"))
    second = Partner(partner.browser, scene.token("p02"), address, scene)

    partner.choose()
    second.choose(overleg=ZUID)
    partner.save(1, {"selectie_1": "1"})
    second.save(1, {"selectie_1": "4"}, overleg=ZUID)

    assert (partner.kept()[0], second.kept(ZUID)[0]) == (1, 4)


def test_links_of_two_waves_in_one_browser_do_not_mix(app: Flask, scene: Scene, partner: Partner) -> None:
    other = Partner.start(app, scene, "p03", wave=OTHER_WAVE)

    partner.choose()
    other.choose()
    partner.save(1, {"selectie_1": "1"})

    assert (partner.kept()[:1], other.kept()) == (b"\x01", b"")


def test_the_cookie_of_one_link_opens_no_other_address(
    partner: Partner, other_partner: Partner, by_hand: CheckingClient
) -> None:
    other_partner.fill_in()
    own = {"Cookie": f"meting={HOUSE}.{partner.token}"}
    assert by_hand.get(f"{partner.address}overleggen", headers=own).status_code == 200

    for place in ("", "overleggen", f"{NOORD}/1", "overzicht", "niet-aanwezig"):
        response = by_hand.get(other_partner.address + place, headers=own)
        assert response.status_code == 404, place
        assert "Open de link uit uw mail nog een keer" in response.text


@pytest.mark.parametrize("cookie", ["", "meting=", "meting=.", "meting=proefhuis", "meting=a.b.c", "meting=%00.%00"])
def test_a_clean_address_without_its_cookie_opens_nothing(
    partner: Partner, by_hand: CheckingClient, cookie: str
) -> None:
    response = by_hand.get(partner.address, headers={"Cookie": cookie})

    assert response.status_code == 404


def test_a_second_versturen_is_harmless(scene: Scene, partner: Partner) -> None:
    partner.fill_in()

    first, second = partner.send(), partner.send()

    assert (first.status_code, second.status_code) == (303, 303)
    assert "al ontvangen" in partner.browser.get(second.location).text
    assert count_rows(house_file(scene), "sealed_form", f"wave_id = '{WAVE}'") == 1


def test_after_sending_every_page_of_the_link_says_it_was_received(partner: Partner) -> None:
    partner.fill_in()
    partner.send()

    for place in ("", "overleggen", f"{NOORD}/1", "overzicht", "niet-aanwezig"):
        assert "al ontvangen" in partner.browser.get(partner.address + place).text


def test_what_was_typed_beside_a_refused_address_is_shown_again_and_nothing_is_sent(
    scene: Scene, partner: Partner
) -> None:
    partner.fill_in()

    refused = partner.post("overzicht", {"woorden": "Meer <b>koffie</b>", "mail": "geen adres"})

    assert refused.status_code == 400
    assert "Dit is geen e-mailadres" in refused.text
    assert "Meer &lt;b&gt;koffie&lt;/b&gt;" in refused.text
    assert count_rows(house_file(scene), "sealed_form", f"wave_id = '{WAVE}'") == 0


def test_markup_in_names_is_shown_as_text(scene: Scene, visitor: CheckingClient) -> None:
    db = scene.installation.house(HOUSE)
    nasty = "<script>alert(1)</script>\"onmouseover='{{97*97}}"
    with db.atomic():
        db.execute("UPDATE house SET name = :name, contact = :name", {"name": nasty})
        db.execute("UPDATE wave_level SET label = :name WHERE variable IN ('overleg', 'beroepsgroep')", {"name": nasty})

    text = visitor.get(scene.link("p01")).text

    assert "<script>alert" not in text and "9409" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_partners_page_weighs_little_and_asks_nothing_of_another_host(partner: Partner) -> None:
    partner.choose()

    page = partner.browser.get(f"{partner.address}{NOORD}/1")
    own = [link for link in page.text.split('"') if link.startswith("/static/")]
    weight = len(page.data) + sum(len(partner.browser.get(link).data) for link in own)

    assert "http://" not in page.text.replace("http://www.w3.org/", "") and "https://" not in page.text
    assert len(own) >= 3
    assert weight < 60_000


def test_the_stappenmeter_itself_is_filled_in_statement_by_statement(app: Flask, scene: Scene) -> None:
    scene.tokens[HOUSE, "echt"] = make_wave(scene.installation, HOUSE, "echt", questionnaire=STAPPENMETER)
    partner = Partner.start(app, scene, "p01", wave="echt")
    partner.choose()
    where = f"{partner.address}{NOORD}/1"
    posted, heaviest = 0, 0

    while not where.endswith("overzicht"):
        names = sorted(name for name in partner.browser.page(where).forms[-1].names if "_" in name)
        answers = {name: "geen oordeel" if name.endswith("_5") else "3" for name in names if name != "csrf_token"}
        heaviest = max(heaviest, len(partner.browser.get(where).data))
        posted += len(answers)
        where = partner.browser.submit(where, answers).location

    assert posted == 48
    assert heaviest < 45_000
    assert "beantwoordde u 48 van de 48 stellingen" in partner.browser.get(where).text
    assert partner.send().status_code == 303
