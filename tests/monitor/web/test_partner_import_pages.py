"""The import through the pages: from a file to a confirmed list, its refusals, and the files that go out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from monitor.model import Role
from monitor.web.guard import MAX_UPLOAD_BYTES
from tests.answer_files import to_workbook
from tests.monitor.services.partner_files import HEADER, csv_bytes, import_file
from tests.page_checks import CheckingClient, Page, csrf_in
from tests.scene import HOUSE, OTHER_HOUSE, Scene, count_rows, dump, house_file

AT = f"/beheer/{HOUSE}"
START = f"{AT}/partners-inlezen/"
SCRIPT = "<script>alert(1)</script>"
NEW_ONE = ("nieuw@politie.example", "Nieuw", "Medewerker Politie", "Politie", "Overleg Noord")
SignedIn = Callable[..., CheckingClient]


@pytest.fixture
def browser(signed_in: SignedIn) -> CheckingClient:
    return signed_in(Role.COORDINATOR)


def send(browser: CheckingClient, data: bytes, name: str = "partners.csv", house: str = HOUSE) -> tuple[int, str, str]:
    """Choose a file; status, where it leads, text."""
    at = f"/beheer/{house}/partners-inlezen/"
    answer = post_file(browser, at, csrf_in(browser.get(at).text), data, name)
    return answer.status_code, str(answer.location), answer.text


def post_file(browser: CheckingClient, at: str, token: str, data: bytes, name: str) -> TestResponse:
    """Post a form with a file as a browser does; by hand, as the test client would keep a large one open."""
    head = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    quoted = name.replace('"', "%22")
    parts = [head.format("csrf_token", "") + token + "\r\n", head.format("file", f'; filename="{quoted}"')]
    body = "".join(parts).encode() + data + b"\r\n--x--\r\n"
    return browser.post(at, data=body, content_type="multipart/form-data; boundary=x")


def preview_of(browser: CheckingClient, data: bytes, name: str = "partners.csv") -> str:
    """Choose a file and take the columns as they were guessed; the address of the preview."""
    status, columns, _ = send(browser, data, name)
    assert status == 303
    page = browser.get(columns).text
    roles = re.findall(r'name="(kolom-\d+)".*?<option value="(\w*)" selected', page, re.DOTALL)
    answer = browser.post(columns, data={"csrf_token": csrf_in(page), **dict(roles)})
    assert answer.status_code == 303
    return str(answer.location)


def confirm(browser: CheckingClient, preview: str, **changed: str) -> TestResponse:
    """Press the button as a browser does: everything of its form goes along."""
    return browser.post(f"{preview}bevestigen", data={**fields_of(browser.get(preview)), **changed})


def fields_of(page: TestResponse) -> dict[str, str]:
    """What the form of the preview sends if nothing is changed."""
    [form] = [form for form in Page(page.text).forms if "voorbeeld" in form.fields]
    return form.fields


def numbers(text: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", text)}


@pytest.mark.parametrize(
    ("data", "name"),
    [(csv_bytes(NEW_ONE), "partners.csv"), (to_workbook([HEADER, NEW_ONE]), "C:\\Lijsten\\partners.XLSX")],
)
def test_a_file_goes_in_by_three_steps_and_not_before_the_last(
    scene: Scene, browser: CheckingClient, data: bytes, name: str
) -> None:
    preview = preview_of(browser, data, name)
    shown = numbers(browser.get(preview).text)
    before = count_rows(house_file(scene), "partner")
    done = confirm(browser, preview)

    assert shown == {"nieuw": 1, "gewijzigd": 0, "hetzelfde": 0, "niet in dit bestand": 24}
    assert (before, count_rows(house_file(scene), "partner")) == (24, 25)
    assert done.status_code == 303
    assert "1 partner toegevoegd." in browser.get(done.location).text
    assert browser.get(preview).status_code == 404


def test_what_would_change_is_shown_from_old_to_new(browser: CheckingClient) -> None:
    row = ("p01@partner.example", "Pé", "Medewerker Politie", "", "Overleg Noord; Overleg Zuid")
    text = browser.get(preview_of(browser, csv_bytes(row))).text

    assert re.search(r"naam: <del>niets</del>.*<ins>Pé</ins>", text)
    assert re.search(r"beroepsgroep: <del>Medewerker Gemeente</del>.*<ins>Medewerker Politie</ins>", text)
    assert re.search(r"overleggen: <del>Overleg Noord</del>.*<ins>Overleg Noord en Overleg Zuid</ins>", text)


def test_doubts_are_answered_on_the_page_and_then_it_can_be_confirmed(scene: Scene, browser: CheckingClient) -> None:
    rows = [
        ("a@gmial.com", "A", "Wijkagent", "Politie", "Overleg Oost"),
        ("b@politie.example", "B", "Medewerker Politie", "Politie", ""),
        ("b@politie.example", "C", "Medewerker Politie", "Politie", ""),
        ("geen adres", "", "", "", ""),
    ]
    preview = preview_of(browser, csv_bytes(*rows))
    text = browser.get(preview).text
    assert numbers(text)["in twijfel"] == 3 and "Bevestigen en inlezen" not in text
    assert "Rij 5, geen adres, kolom E-mail: Dit is geen e-mailadres" in text
    fields = dict.fromkeys(re.findall(r'name="((?:naam|domein|dubbel):[^"]+)"', text), "")
    assert len(fields) == 4
    answers = {
        "domein:gmial.com": "fix",
        "dubbel:b@politie.example": "4",
        "naam:beroepsgroep:wijkagent": "use:medewerker-politie",
        "naam:overleg:overleg oost": "new:jeugd",
    }
    assert fields.keys() == answers.keys()

    token = csrf_in(text)
    half = browser.post(f"{preview}keuzes", data={"csrf_token": token, "domein:gmial.com": "fix"})
    assert "Bevestigen en inlezen" not in browser.get(half.location).text
    browser.post(f"{preview}keuzes", data={"csrf_token": token, **answers, "fouten": "1"})
    assert numbers(browser.get(preview).text)["nieuw"] == 2
    done = confirm(browser, preview)
    assert "2 partners toegevoegd. 1 rij weggelaten: 5." in browser.get(done.location).text

    assert (
        count_rows(house_file(scene), "partner", "email = 'a@gmail.com' AND beroepsgroep = 'medewerker-politie'") == 1
    )
    assert count_rows(house_file(scene), "partner", "email = 'b@politie.example' AND name = 'C'") == 1
    assert count_rows(house_file(scene), "overleg", "name = 'Overleg Oost'") == 1
    again = preview_of(browser, csv_bytes(("a@gmail.com", "A", "wijkagent", "Politie", "overleg oost")))
    assert numbers(browser.get(again).text)["hetzelfde"] == 1


def test_a_list_that_changed_meanwhile_shows_a_new_preview_and_imports_nothing(
    scene: Scene, browser: CheckingClient
) -> None:
    preview = preview_of(browser, csv_bytes(NEW_ONE))
    page = browser.get(preview).text
    fingerprint = re.search(r'name="voorbeeld" value="(\w+)"', page)
    assert fingerprint
    import_file(scene, csv_bytes(("ander@politie.example", *NEW_ONE[1:])))

    data = {"csrf_token": csrf_in(page), "voorbeeld": fingerprint[1]}
    answer = browser.post(f"{preview}bevestigen", data=data)

    assert answer.status_code == 409
    assert "De lijst is veranderd sinds dit voorbeeld" in answer.text
    assert count_rows(house_file(scene), "partner", "email = 'nieuw@politie.example'") == 0
    assert confirm(browser, preview).status_code == 303


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"naam:beroepsgroep:wijkagent": "new"}, '<option value="new" selected>Nieuw: Wijkagent'),
        ({"verwijderen": "1"}, 'name="verwijderen" value="1" checked'),
    ],
)
def test_a_choice_changed_beside_the_button_gives_a_new_preview_before_anything_is_imported(
    scene: Scene, browser: CheckingClient, changed: dict[str, str], shown: str
) -> None:
    preview = preview_of(browser, csv_bytes((NEW_ONE[0], "Nieuw", "Wijkagent", "Politie", "Overleg Noord")))
    token = csrf_in(browser.get(preview).text)
    old = {"csrf_token": token, "naam:beroepsgroep:wijkagent": "use:medewerker-politie"}
    browser.post(f"{preview}keuzes", data=old)

    answer = confirm(browser, preview, **changed)

    assert answer.status_code == 409
    assert "U veranderde nog een keuze. Kijk het voorbeeld na en bevestig." in answer.text
    assert shown in answer.text
    assert count_rows(house_file(scene), "partner") == 24
    done = browser.post(f"{preview}bevestigen", data=fields_of(answer))
    assert done.status_code == 303
    left = 1 if "verwijderen" in changed else 25
    assert count_rows(house_file(scene), "partner") == left
    own = "wijkagent" if "verwijderen" not in changed else "medewerker-politie"
    assert count_rows(house_file(scene), "partner", f"email = '{NEW_ONE[0]}' AND beroepsgroep = '{own}'") == 1


def test_a_choice_taken_back_beside_the_button_opens_the_doubt_again(scene: Scene, browser: CheckingClient) -> None:
    preview = preview_of(browser, csv_bytes((NEW_ONE[0], "Nieuw", "Wijkagent", "Politie", "Overleg Noord")))
    token = csrf_in(browser.get(preview).text)
    browser.post(f"{preview}keuzes", data={"csrf_token": token, "naam:beroepsgroep:wijkagent": "new"})

    answer = confirm(browser, preview, **{"naam:beroepsgroep:wijkagent": ""})

    assert answer.status_code == 409 and "Bevestigen en inlezen" not in answer.text
    assert count_rows(house_file(scene), "partner") == 24


def test_a_file_without_overleggen_says_who_gets_no_invitation(browser: CheckingClient) -> None:
    rows = [(f"{name}@politie.example", name, "Medewerker Politie", "Politie") for name in ("an", "bo")]
    _, columns, _ = send(browser, csv_bytes(*rows, header=HEADER[:4]))
    chosen = browser.get(columns).text
    _, whole, _ = send(browser, csv_bytes(NEW_ONE))

    assert "Geen kolom met overleggen gekozen" in chosen
    assert "Geen kolom met overleggen gekozen" not in browser.get(whole).text
    shown = browser.get(preview_of(browser, csv_bytes(*rows, header=HEADER[:4]))).text
    assert "2 nieuwe partners hebben geen overleg en krijgen geen uitnodiging." in shown
    assert "geen uitnodiging" not in browser.get(preview_of(browser, csv_bytes(NEW_ONE))).text


def test_the_step_of_the_columns_counts_one_row_as_one(browser: CheckingClient) -> None:
    _, columns, _ = send(browser, csv_bytes(NEW_ONE))

    assert "<span>1 rij</span>" in browser.get(columns).text


def test_rows_are_named_in_their_order_and_double_ones_are_called_that(browser: CheckingClient) -> None:
    first = ("p01@partner.example", "P", "Medewerker Gemeente", "", "Overleg Noord")
    many = [(f"n{number}@politie.example", "", "Wijkagent", "Politie", "") for number in range(7)]
    text = browser.get(preview_of(browser, csv_bytes(first, first, *many, ("a@b.example", "", "Wijkagent")))).text

    assert "8 rijen, zoals 4, 5, 6, 7, 8" in text
    assert "1 rij stond er dubbel in." in text


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            "ingelezen=34&weggelaten=4&rijen=11.14.17.23",
            "34 partners toegevoegd. 4 rijen weggelaten: 11, 14, 17 en 23.",
        ),
        ("ingelezen=0&gewijzigd=1&verwijderd=2", "1 partner gewijzigd. 2 partners verwijderd."),
        ("ingelezen=0&weggelaten=30&rijen=1.2", "30 rijen weggelaten: 1, 2 en nog 28."),
        ("ingelezen=x&rijen=%3Cb%3E", "De lijst is bijgewerkt met uw bestand."),
    ],
)
def test_the_list_says_what_was_imported(browser: CheckingClient, asked: str, sentence: str) -> None:
    assert f"</svg>{sentence}</p>" in browser.get(f"{AT}/partners/?{asked}").text


@pytest.mark.parametrize("fingerprint", ["", "0" * 64])
def test_confirming_what_was_not_shown_imports_nothing(scene: Scene, browser: CheckingClient, fingerprint: str) -> None:
    preview = preview_of(browser, csv_bytes(NEW_ONE))
    token = csrf_in(browser.get(preview).text)

    answer = browser.post(f"{preview}bevestigen", data={"csrf_token": token, "voorbeeld": fingerprint})

    assert answer.status_code == 409
    assert count_rows(house_file(scene), "partner") == 24


def test_another_coordinator_and_another_house_do_not_find_a_waiting_file(
    scene: Scene, browser: CheckingClient, signed_in: SignedIn
) -> None:
    preview = preview_of(browser, csv_bytes(NEW_ONE))
    other = signed_in(Role.COORDINATOR, OTHER_HOUSE)
    token = csrf_in(other.get(f"/beheer/{OTHER_HOUSE}/partners/").text)

    assert other.get(preview).status_code == 404
    assert other.get(preview.replace(HOUSE, OTHER_HOUSE)).status_code == 404
    assert other.post(f"{preview}bevestigen", data={"csrf_token": token}).status_code == 404
    assert browser.get(preview).status_code == 200


def test_stopping_destroys_the_file(scene: Scene, browser: CheckingClient) -> None:
    preview = preview_of(browser, csv_bytes(NEW_ONE))
    token = csrf_in(browser.get(preview).text)

    answer = browser.post(f"{preview}stoppen", data={"csrf_token": token})

    assert answer.status_code == 303
    assert count_rows(house_file(scene), "upload") == 0


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ({"kolom-0": ""}, "Kies in welke kolom het e-mailadres staat"),
        ({"kolom-1": "email"}, "Twee kolommen zijn gekozen als e-mailadres"),
        ({"kolom-1": "nonsense"}, "Kies bij elke kolom wat erin staat"),
    ],
)
def test_columns_that_cannot_go_together_are_refused_and_stay_as_chosen(
    browser: CheckingClient, role: dict[str, str], sentence: str
) -> None:
    _, columns, _ = send(browser, csv_bytes(NEW_ONE))
    token = csrf_in(browser.get(columns).text)

    answer = browser.post(columns, data={"csrf_token": token, "kolom-0": "email", "kolom-1": "name", **role})

    assert answer.status_code == 400
    assert sentence in answer.text


def test_everything_in_a_file_is_shown_as_text(browser: CheckingClient) -> None:
    header = ["E-mail", "Naam", SCRIPT, '"onmouseover=alert(1) x="', "Functie", "Organisatie", "Overleg"]
    row = ["x@politie.example", f"{SCRIPT}{{{{7*7}}}}", SCRIPT, "y", SCRIPT, '"><i>', f"=1+1{SCRIPT}"]
    status, columns, _ = send(browser, csv_bytes(row, ["geen", SCRIPT], header=header), f"{SCRIPT}.csv")
    chosen = browser.get(columns).text
    preview = preview_of(browser, csv_bytes(row, ["geen", SCRIPT], header=header), f"{SCRIPT}.csv")

    assert status == 303
    for text in (chosen, browser.get(preview).text):
        assert SCRIPT not in text and '"onmouseover=' not in text and '"><i>' not in text
        assert "&lt;script&gt;" in text


BAD = {
    "nothing chosen": (b"", ""),
    "empty": (b"", "a.csv"),
    "no text": (b"\x00\x01", "a.csv"),
    "two columns of one name": (b"E-mail;e-mail\r\na;b", f"{SCRIPT}.csv"),
    "no workbook": (b"x", "a.xlsx"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_no_list_is_refused_at_the_field_and_as_text(
    scene: Scene, browser: CheckingClient, kind: str
) -> None:
    before = dump(house_file(scene))
    data, name = BAD[kind]

    status, _, text = send(browser, data, name)

    assert status == 400
    assert 'id="file-fout"' in text and SCRIPT not in text
    assert dump(house_file(scene)) == before


def test_a_file_may_be_larger_than_a_form_here_and_nowhere_else(browser: CheckingClient) -> None:
    large = csv_bytes(*((f"p{number:05}@politie.example", "x" * 100, "", "", "") for number in range(5000)))
    token = csrf_in(browser.get(START).text)
    assert 500_000 < len(large) < MAX_UPLOAD_BYTES

    assert send(browser, large)[0] == 303
    assert send(browser, b"E-mail\n" + b"x" * MAX_UPLOAD_BYTES)[0] == 413
    assert post_file(browser, f"{AT}/partner-toevoegen", token, large, "a").status_code == 413
    assert browser.post(START, data={"csrf_token": token, "x": "y" * 300_000}).status_code in (400, 413)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_goes_out_by_a_post_and_comes_back_the_same(scene: Scene, browser: CheckingClient, form: str) -> None:
    import_file(scene, csv_bytes(("=cmd@politie.example", "=1+1", "Medewerker Politie", "Politie", "Overleg Noord")))
    token = csrf_in(browser.get(f"{AT}/partners/").text)

    answer = browser.post(f"{AT}/partners-bestand/{form}", data={"csrf_token": token})
    empty = browser.get(f"{AT}/partners-leeg/{form}")

    assert answer.headers["Content-Disposition"] == f'attachment; filename="partners-{HOUSE}.{form}"'
    assert browser.get(f"{AT}/partners-bestand/{form}").status_code == 405
    assert empty.status_code == 200 and b"politie.example" not in empty.data
    shown = numbers(browser.get(preview_of(browser, answer.data, f"partners.{form}")).text)
    assert shown == {"nieuw": 0, "gewijzigd": 0, "hetzelfde": 25}
    if form == "csv":
        assert answer.data.startswith(b"\xef\xbb\xbfE-mail;Naam;") and b";'=1+1;" in answer.data
    else:
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            sheets = b"".join(book.read(name) for name in book.namelist())
        assert b"<f>" not in sheets and b"<hyperlink" not in sheets and b"=1+1" in sheets


def test_two_hundred_and_one_unknown_names_of_a_kind_ask_whether_the_column_is_right(browser: CheckingClient) -> None:
    rows = [(f"p{n}@politie.example", "P", "Politie", "Politie", f"Overleg Noord {n}") for n in range(201)]
    sentence = "Er staan 201 namen in de kolom Overleg die wij niet kennen. Klopt de kolom?"

    wrong = browser.get(preview_of(browser, csv_bytes(*rows))).text
    right = browser.get(preview_of(browser, csv_bytes(*rows[:200]))).text

    assert sentence in wrong and "Klopt de kolom?" not in right
