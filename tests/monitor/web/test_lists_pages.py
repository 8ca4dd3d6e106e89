"""A coordinator's own lists through the pages: every form works, refuses with a message at the field, and escapes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from monitor.model import COMMAND, ListKind, Role
from monitor.services import house_lists, partner_list, reading
from monitor.store.lists import Partner
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, OTHER_HOUSE, Scene, ask_in, count_rows, dump, house_file

AT = f"/beheer/{HOUSE}"
SCRIPT = "<script>alert('{{7*7}}')</script>"
SignedIn = Callable[..., CheckingClient]


@pytest.fixture
def browser(signed_in: SignedIn) -> CheckingClient:
    return signed_in(Role.COORDINATOR)


def where(response: object) -> tuple[int, str]:
    return response.status_code, str(response.location)  # type: ignore[attr-defined] # of the test client


def partners(scene: Scene) -> dict[str, Partner]:
    found = partner_list.find_partners(scene.installation, HOUSE)
    return {one.email: one for one in found.partners}


PAGES = ("huis", "keuzelijsten/", "keuzelijsten/beroepsgroep/medewerker-politie", "overleggen/", "overleg-toevoegen")
MORE_PAGES = ("overleggen/noord", "partners/", "partner-toevoegen", "partners/p01", "partners-inlezen/")


@pytest.mark.parametrize("page", [*PAGES, *MORE_PAGES])
def test_every_page_of_the_lists_is_there_for_the_coordinator_alone(
    scene: Scene, browser: CheckingClient, signed_in: SignedIn, page: str
) -> None:
    manager, other = signed_in(Role.MANAGER), signed_in(Role.COORDINATOR, OTHER_HOUSE)

    assert browser.get(f"{AT}/{page}").status_code == 200
    assert manager.get(f"{AT}/{page}").status_code == 404
    assert other.get(f"{AT}/{page}").status_code == 404


@pytest.mark.parametrize(
    "page",
    ["keuzelijsten/nergens/x", "keuzelijsten/regio/x", "overleggen/nergens", "partners/nergens", "partners-leeg/exe"],
)
def test_what_is_in_no_list_has_no_page(browser: CheckingClient, page: str) -> None:
    assert browser.get(f"{AT}/{page}").status_code == 404


def test_the_house_is_changed_and_read_back(scene: Scene, browser: CheckingClient) -> None:
    changed = {"name": f"Huis {SCRIPT}", "contact": "Bel\r\nons", "reply_to": "A@B.example", "asks_gender": "1"}

    answer = browser.submit(f"{AT}/huis", changed)

    assert where(answer) == (303, f"{AT}/huis?bewaard=1")
    found = reading.get_house(scene.installation, HOUSE)
    assert (found.contact, found.reply_to, found.asks_gender) == ("Bel\nons", "a@b.example", True)
    page = browser.get(answer.location).text
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "Bewaard." in page


@pytest.mark.parametrize("field", ["name", "contact", "reply_to"])
def test_a_refused_field_of_the_house_shows_what_was_typed_and_why(
    scene: Scene, browser: CheckingClient, field: str
) -> None:
    before = dump(house_file(scene))
    answer = browser.submit(f"{AT}/huis", {field: "a\u202e@b,c" + "x" * 600})

    assert answer.status_code == 400
    described = "name-fout" if field == "name" else f"{field}-uitleg {field}-fout"
    assert f'href="#{field}"' in answer.text and f'aria-describedby="{described}"' in answer.text
    assert "x" * 600 in answer.text
    assert dump(house_file(scene)) == before


def test_wiping_genders_is_asked_for_first(scene: Scene, browser: CheckingClient) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE house SET asks_gender = 1")
        db.execute("UPDATE partner SET gender = 'x' WHERE id = 'p03'")
    form = browser.page(f"{AT}/huis").forms[-1]
    off = {name: value for name, value in form.fields.items() if name != "asks_gender"}

    refused = browser.post(f"{AT}/huis", data=off)
    done = browser.post(f"{AT}/huis", data={**off, "wipe": "1"})

    assert refused.status_code == 400 and "van 1 partners het geslacht" in refused.text
    assert done.status_code == 303
    assert count_rows(house_file(scene), "partner", "gender <> ''") == 0


def test_a_name_is_added_renamed_merged_and_removed(scene: Scene, browser: CheckingClient) -> None:
    token = browser.page(f"{AT}/keuzelijsten/").forms[-1].fields["csrf_token"]

    def post(path: str, **values: str) -> tuple[int, str]:
        return where(browser.post(f"{AT}/keuzelijsten/{path}", data={"csrf_token": token, **values}))

    listed = (303, f"{AT}/keuzelijsten/?bewaard=1")
    assert post("beroepsgroep/", name=SCRIPT) == listed
    [made] = [
        one for one in house_lists.get_entries(scene.installation, HOUSE)[ListKind.BEROEPSGROEP] if one.name == SCRIPT
    ]
    assert post(f"beroepsgroep/{made.id}", name="Agent", aliases=f"{SCRIPT}\r\nWijkagent") == listed
    assert "&lt;script&gt;" in browser.get(f"{AT}/keuzelijsten/").text
    assert post(f"beroepsgroep/{made.id}/samenvoegen", into="medewerker-politie") == listed
    assert post("regio/", name="Oost") == listed
    assert post("regio/oost/weg") == listed
    assert [one.aliases for one in house_lists.get_entries(scene.installation, HOUSE)[ListKind.BEROEPSGROEP]][1] == (
        *(SCRIPT, "Agent", "Wijkagent"),
    )


def test_a_refused_name_stands_at_its_own_list_with_what_was_typed(browser: CheckingClient) -> None:
    token = browser.page(f"{AT}/keuzelijsten/").forms[-1].fields["csrf_token"]
    answer = browser.post(f"{AT}/keuzelijsten/organisatietype/", data={"csrf_token": token, "name": "POLITIE"})

    assert answer.status_code == 400
    assert "POLITIE staat al in de lijst, als Politie." in answer.text
    assert 'value="POLITIE" aria-invalid="true"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1


@pytest.mark.parametrize(
    ("path", "values", "sentence"),
    [
        ("weg", {}, "in gebruik bij 12 partners"),
        ("samenvoegen", {"into": "nergens"}, "Maak een keuze uit de lijst"),
        ("samenvoegen", {"into": "medewerker-politie"}, "Maak een keuze uit de lijst"),
        ("", {"name": "Medewerker Gemeente"}, "Medewerker Gemeente is er al."),
    ],
)
def test_what_a_name_cannot_have_done_is_said_on_its_page(
    scene: Scene, browser: CheckingClient, path: str, values: dict[str, str], sentence: str
) -> None:
    page = f"{AT}/keuzelijsten/beroepsgroep/medewerker-politie"
    token = browser.page(page).forms[-1].fields["csrf_token"]
    before = dump(house_file(scene))

    answer = browser.post(f"{page}/{path}".rstrip("/"), data={"csrf_token": token, **values})

    assert answer.status_code == 400
    assert sentence in answer.text
    assert dump(house_file(scene)) == before


def test_an_overleg_is_made_changed_ended_and_deleted(scene: Scene, browser: CheckingClient) -> None:
    made = browser.post(
        f"{AT}/overleg-toevoegen",
        data={
            "csrf_token": browser.page(f"{AT}/overleg-toevoegen").forms[-1].fields["csrf_token"],
            "name": f"Oost {SCRIPT}",
            "overlegvorm": "zorg",
            "region": "",
            "aliases": "O",
        },
    )
    assert where(made) == (303, f"{AT}/overleggen/?bewaard=1")
    listed = browser.get(f"{AT}/overleggen/").text
    assert "&lt;script&gt;" in listed and "<script>alert" not in listed

    own = next(link for link in browser.page(f"{AT}/overleggen/").links if "oost" in link)
    token = browser.page(own).forms[-1].fields["csrf_token"]
    changed = {"csrf_token": token, "name": "Overleg Oost", "overlegvorm": "jeugd", "region": ""}
    assert browser.post(own, data=changed).status_code == 303
    assert browser.post(f"{own}/beeindigen", data={"csrf_token": token, "ended": "1"}).status_code == 400
    assert browser.post(f"{own}/beeindigen", data={"csrf_token": token, "ended": "1", "sure": "ja"}).status_code == 303
    assert "Beëindigd" in browser.get(f"{AT}/overleggen/").text
    assert browser.post(f"{own}/beeindigen", data={"csrf_token": token, "ended": "0"}).status_code == 303
    assert browser.post(f"{own}/verwijderen", data={"csrf_token": token}).status_code == 303
    assert count_rows(house_file(scene), "overleg") == 2


def test_an_overleg_that_was_measured_says_why_it_stays(scene: Scene, browser: CheckingClient) -> None:
    token = browser.page(f"{AT}/overleggen/noord").forms[-1].fields["csrf_token"]
    answer = browser.post(f"{AT}/overleggen/noord/verwijderen", data={"csrf_token": token})

    assert answer.status_code == 400
    assert "deed mee aan een meting en blijft bewaard" in answer.text
    assert count_rows(house_file(scene), "overleg") == 2


def test_a_partner_is_added_with_ticks_and_changed(scene: Scene, browser: CheckingClient) -> None:
    token = browser.page(f"{AT}/partner-toevoegen").forms[-1].fields["csrf_token"]
    values = {
        "csrf_token": token,
        "email": " Jan@Politie.example",
        "name": SCRIPT,
        "beroepsgroep": "medewerker-politie",
        "organisatietype": "politie",
        "language": "nl",
        "gender": "v",
    }
    made = browser.post(f"{AT}/partner-toevoegen", data={**values, "overleggen": ["zuid", "noord"]})
    found = partners(scene)["jan@politie.example"]
    changed = browser.post(f"{AT}/partners/{found.id}", data={**values, "name": "Jan"})

    assert where(made) == (303, f"{AT}/partners/?bewaard=1")
    assert (found.overleggen, found.gender) == (("noord", "zuid"), "")
    assert changed.status_code == 303
    assert partners(scene)["jan@politie.example"].overleggen == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "p02@partner.example"),
        ("email", "a@b.example,c@d.example"),
        ("email", "geen"),
        ("name", "a\u202eb"),
        ("beroepsgroep", ""),
        ("organisatietype", "nergens"),
        ("overleggen", "nergens"),
        ("language", "xx"),
    ],
)
def test_a_refused_partner_shows_what_was_typed_and_stores_nothing(
    scene: Scene, browser: CheckingClient, field: str, value: str
) -> None:
    token = browser.page(f"{AT}/partner-toevoegen").forms[-1].fields["csrf_token"]
    ask_in(scene, "nl", "en")
    good = {"email": "nieuw@politie.example", "name": "Nieuw", "beroepsgroep": "medewerker-politie"}
    before = dump(house_file(scene))

    answer = browser.post(
        f"{AT}/partner-toevoegen",
        data={"csrf_token": token, **good, "organisatietype": "politie", "language": "nl", field: value},
    )

    assert answer.status_code == 400
    assert 'class="error-summary"' in answer.text
    assert "Nieuw" in answer.text or field == "name"
    assert dump(house_file(scene)) == before


def test_the_language_of_mails_is_asked_only_where_there_is_a_choice_and_stays_otherwise(
    scene: Scene, browser: CheckingClient
) -> None:
    partner = partners(scene)["p01@partner.example"]
    page, db = f"{AT}/partners/{partner.id}", scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE partner SET language = 'en' WHERE id = :partner", {"partner": partner.id})

    assert 'name="language"' not in browser.get(page).text
    assert browser.submit(page, {"name": "Pim"}, form=1).status_code == 303
    kept = partners(scene)["p01@partner.example"]
    ask_in(scene, "nl", "en")

    assert (kept.name, kept.language) == ("Pim", "en")
    assert 'name="language"' in browser.get(page).text


def test_searching_is_a_post_so_that_no_address_stands_in_a_log(scene: Scene, browser: CheckingClient) -> None:
    for number in range(60):
        one = Partner("", f"x{number:02}@politie.example", "medewerker-politie", "politie", ("noord",), SCRIPT)
        partner_list.add_partner(scene.installation, HOUSE, one, actor=COMMAND)
    token = browser.page(f"{AT}/partners/").forms[-1].fields["csrf_token"]

    found = browser.post(f"{AT}/partners/", data={"csrf_token": token, "sought": "X1", "overleg": ""})
    paged = browser.post(f"{AT}/partners/", data={"csrf_token": token, "sought": "x", "bladzijde": "2"})
    first = browser.get(f"{AT}/partners/?overleg=noord")

    assert found.text.count('role="rowheader"') == 10
    assert "Bladzijde 2 van 2" in paged.text
    assert "1 tot en met 50 van 73" in first.text and "<script>alert" not in first.text
    assert browser.get(f"{AT}/partners/?bladzijde=x").status_code == 200
    assert "Niemand gevonden" in browser.post(f"{AT}/partners/", data={"csrf_token": token, "sought": "''--"}).text


def test_the_pages_of_the_list_say_nothing_of_who_answered(scene: Scene, browser: CheckingClient) -> None:
    before = [browser.get(f"{AT}/{page}").data for page in ("partners/", "partners/p01", "overleggen/")]
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE invitation SET outcome = 'beantwoord', begun = 1 WHERE partner_id = 'p01'")

    assert [browser.get(f"{AT}/{page}").data for page in ("partners/", "partners/p01", "overleggen/")] == before


def test_the_list_is_narrowed_to_those_without_overleg_by_an_address(scene: Scene, browser: CheckingClient) -> None:
    one = Partner("", "alleen@politie.example", "medewerker-politie", "politie", (), "Alleen")
    partner_list.add_partner(scene.installation, HOUSE, one, actor=COMMAND)

    text = browser.get(f"{AT}/partners/?overleg=geen").text

    assert '<option value="geen" selected>zonder overleg</option>' in text
    assert "1 partner gevonden" in text and "alleen@politie.example" in text and "p01@partner.example" not in text


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("overleg-toevoegen", "nog geen overlegvormen"),
        ("partner-toevoegen", "nog geen beroepsgroepen en soorten organisatie"),
    ],
)
def test_a_form_that_cannot_be_filled_in_leads_to_the_empty_lists(
    scene: Scene, browser: CheckingClient, page: str, what: str
) -> None:
    full = browser.get(f"{AT}/{page}").text
    with closing(sqlite3.connect(house_file(scene))) as connection, connection:
        connection.execute("DELETE FROM list_entry")

    text = browser.get(f"{AT}/{page}").text

    assert "Bewaren" in full and "Vul eerst de keuzelijsten" not in full
    assert what in text and "Bewaren" not in text and f'href="{AT}/keuzelijsten/"' in text
