"""A file held against the list: what is new, changed, same, gone and in doubt; and a list that comes back the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.exports import partner_list
from monitor.services import partner_comparing, partner_doubts, partner_known
from monitor.services.names import fold
from monitor.services.partner_columns import guess_roles
from monitor.services.partner_comparing import Comparison
from monitor.services.partner_doubts import FIX, KEEP, MOST_SUGGESTED, NEW, SKIP, USE, Choices, is_one_off
from monitor.services.partner_export import partner_rows
from monitor.services.partner_known import Known
from monitor.store.entries import OVERLEG
from monitor.store.lists import Partner
from tests.answer_files import to_workbook
from tests.monitor.services.partner_files import (
    HEADER,
    KNOWN,
    csv_bytes,
    held_against,
    knowns,
    names,
    overleg_names,
    read,
)

EEN = ("een@politie.example", "Eén", "Politiefunctionaris", "Politie", "Overleg Noord")
TWEE = ("twee@gemeente.example", "Twee", "Gemeenteambtenaar", "Gemeente", "Overleg Noord; Overleg Zuid, stad")
NEW_ONE = ("drie@politie.example", "Drie", "Wijkagent", "politie", "n")


def numbers(found: Comparison) -> tuple[int, int, int, int]:
    return len(found.new), len(found.changed), found.same, len(found.gone)


def after(known: Known, found: Comparison) -> Known:
    """The lists as they would be after importing; new partners get an id."""
    ids = count(1)
    changed = {change.before.id: change.after for change in found.changed}
    kept = [changed.get(one.id, one) for one in known.partners if not (found.remove_gone and one in found.gone)]
    new = [replace(one, id=f"new{next(ids)}") for one in found.new]
    return replace(
        known,
        entries=(*known.entries, *found.entries),
        overleggen=(*known.overleggen, *found.overleggen),
        aliases=(*known.aliases, *found.aliases),
        partners=(*kept, *new),
    )


# ------------------------------------------------------------------ what is found


def test_new_changed_same_and_gone_are_told_apart() -> None:
    found = held_against(csv_bytes(EEN, NEW_ONE))
    changed = held_against(csv_bytes(("een@politie.example", "Eefje", "", "", "Overleg Zuid, stad"), TWEE))

    assert numbers(found) == (1, 0, 1, 1)
    assert found.new == [Partner("", "drie@politie.example", "agent", "politie", ("noord",), "Drie")]
    assert numbers(changed) == (0, 1, 1, 0)
    assert changed.changed[0].fields == ("name", "overleggen")
    assert changed.changed[0].after == replace(KNOWN.partners[0], name="Eefje", overleggen=("zuid",))


def test_an_empty_cell_leaves_what_stood_there_but_takes_overleggen_away() -> None:
    found = held_against(csv_bytes(("een@politie.example", "", "", "", ""), TWEE))

    [change] = found.changed
    assert change.after == replace(KNOWN.partners[0], overleggen=())


def test_columns_that_a_file_has_not_change_nothing() -> None:
    found = held_against(csv_bytes(["een@politie.example"], ["twee@gemeente.example"], header=["E-mailadres"]))

    assert numbers(found) == (0, 0, 2, 0)


def test_a_column_per_overleg_with_a_cross_says_the_same_as_one_column_of_names() -> None:
    header = ["Mail", "Voornaam", "Tussenvoegsel", "Achternaam", "Functie", "Organisatie", "overleg noord", "N.B."]
    rows = [
        ["drie@politie.example", "Drie", "van", "Dam", "wijkagent", "Politie", mark, ""] for mark in ("x", "JA", "1")
    ]
    for row in rows:
        found = held_against(csv_bytes(EEN, header=HEADER) and csv_bytes(row, header=header))
        assert found.new == [Partner("", "drie@politie.example", "agent", "politie", ("noord",), "Drie van Dam")]


@pytest.mark.parametrize("cell", ["N;Overleg Zuid, stad", "overleg noord|Overleg Zuid, stad", "N\nOverleg Zuid, stad"])
def test_overleggen_in_one_cell_are_split_where_no_name_is_cut(cell: str) -> None:
    [row], errors = read(csv_bytes((*TWEE[:4], cell)))

    assert errors == []
    assert {KNOWN.find(OVERLEG, name) for name in row.overleggen or ()} == {"noord", "zuid"}


def test_rows_of_one_person_that_differ_in_overleg_alone_are_joined() -> None:
    rows = [(*TWEE[:4], "Overleg Noord"), ("TWEE@gemeente.example ", "Twee", "", "", "Overleg Zuid, stad")]

    found = held_against(csv_bytes(EEN, *rows))

    assert numbers(found) == (0, 0, 2, 0)
    assert (found.joined, found.twins) == (1, [])


def test_a_row_that_says_the_same_again_is_told_apart_from_one_with_another_overleg() -> None:
    again = [TWEE, (*TWEE[:4], "overleg zuid, stad|N"), (*TWEE[:4], "N")]

    found = held_against(csv_bytes(EEN, EEN, *again))

    assert numbers(found) == (0, 0, 2, 0)
    assert (found.doubled, found.joined, found.not_imported) == (1, 2, [])


def test_one_address_with_two_names_waits_for_a_choice() -> None:
    rows = [NEW_ONE, (NEW_ONE[0], "Vier", *NEW_ONE[2:])]
    open_, second, none = (
        held_against(csv_bytes(EEN, TWEE, *rows), choices=Choices(twins={NEW_ONE[0]: choice} if choice else {}))
        for choice in ("", "5", SKIP)
    )

    assert (open_.undecided, open_.waiting, numbers(open_)) == (1, 2, (0, 0, 2, 0))
    assert [one.name for one in second.new] == ["Vier"]
    assert (none.undecided, none.left_out, numbers(none)) == (0, [4, 5], (0, 0, 2, 0))


def test_a_row_number_that_is_not_of_that_person_is_no_choice() -> None:
    found = held_against(csv_bytes(NEW_ONE, (NEW_ONE[0], "Vier"), EEN), choices=Choices(twins={NEW_ONE[0]: "4"}))

    assert found.undecided == 1


def test_an_unknown_name_is_taken_for_a_known_one_made_new_or_left_out() -> None:
    data = csv_bytes(EEN, TWEE, ("vier@politie.example", "", "Politie functionaris (wijk)", "Politie", ""))
    key = ("beroepsgroep", fold("Politie functionaris (wijk)"))
    open_, used, new, left = (
        held_against(data, choices=Choices(names={key: choice} if choice else {}))
        for choice in ("", f"{USE}agent", NEW, SKIP)
    )

    assert [(one.nearest, one.rows) for one in open_.unknown] == [("agent", (4,))]
    assert (open_.undecided, open_.waiting) == (1, 1)
    assert [(one.beroepsgroep, used.aliases[0].entry) for one in used.new] == [("agent", "agent")]
    assert [one.name for one in new.entries] == ["Politie functionaris (wijk)"]
    assert new.new[0].beroepsgroep == new.entries[0].id not in {one.id for one in KNOWN.entries}
    assert (left.left_out, numbers(left)) == ([4], (0, 0, 2, 0))


def test_a_new_overleg_needs_an_overlegvorm_of_the_list() -> None:
    data = csv_bytes(EEN, (*TWEE[:4], "Overleg Oost"))
    key = (OVERLEG, "overleg oost")

    assert held_against(data, choices=Choices(names={key: f"{NEW}:nergens"})).undecided == 1
    made = held_against(data, choices=Choices(names={key: f"{NEW}:jeugd"}))
    assert [(one.name, one.overlegvorm) for one in made.overleggen] == [("Overleg Oost", "jeugd")]
    assert made.changed[0].after.overleggen == (made.overleggen[0].id,)


def test_new_partners_of_whom_the_file_does_not_say_what_they_do_are_asked_about() -> None:
    data = csv_bytes(["vijf@politie.example"], ["een@politie.example"], ["twee@gemeente.example"], header=["E-mail"])
    choices = Choices(names={("beroepsgroep", ""): NEW, ("organisatietype", ""): f"{USE}politie"})

    assert held_against(data).undecided == 2
    found = held_against(data, choices=choices)
    assert [one.name for one in found.entries] == ["Onbekend"]
    assert (found.aliases, found.new[0].organisatietype, found.same) == ([], "politie", 2)


@pytest.mark.parametrize(("choice", "email"), [(FIX, "zes@gmail.com"), (KEEP, "zes@gmial.com")])
def test_a_domain_one_letter_off_a_common_one_is_asked_about(choice: str, email: str) -> None:
    data = csv_bytes(EEN, TWEE, ("zes@gmial.com", "Zes", "Wijkagent", "Politie", "N"))

    assert [(one.domain, one.suggested) for one in held_against(data).odd] == [("gmial.com", "gmail.com")]
    assert held_against(data).waiting == 1
    assert [one.email for one in held_against(data, choices=Choices(domains={"gmial.com": choice})).new] == [email]
    assert held_against(data, choices=Choices(domains={"gmial.com": SKIP})).left_out == [4]


def test_a_domain_is_held_against_those_that_others_in_the_list_have() -> None:
    partners = tuple(replace(KNOWN.partners[0], id=f"{n}", email=f"p{n}@gemeente-dorp.example") for n in range(6))
    known = replace(KNOWN, partners=partners)
    data = csv_bytes(("x@gemeente-drop.example", "", "Wijkagent", "Politie", "N"))

    assert [one.suggested for one in held_against(data, known).odd] == ["gemeente-dorp.example"]


@pytest.mark.parametrize(
    ("one", "other", "off"),
    [
        ("gmial.com", "gmail.com", True),
        ("gmal.com", "gmail.com", True),
        ("gmaill.com", "gmail.com", True),
        ("gnail.com", "gmail.com", True),
        ("gmail.com", "gmail.com", False),
        ("gmial.co", "gmail.com", False),
        ("hotmail.nl", "hotmail.com", False),
        ("", "a", True),
        ("ab", "ba", True),
        ("abc", "cba", False),
    ],
)
def test_one_letter_off_is_missing_extra_another_or_swapped(one: str, other: str, *, off: bool) -> None:
    assert is_one_off(one, other) is is_one_off(other, one) is off


# ------------------------------------------------------------------ what cannot be read


def test_what_cannot_be_read_is_named_by_row_and_column_and_keeps_everybody_in_the_list() -> None:
    rows = [
        EEN,
        ("geen adres", "X", "", "", ""),
        ("zeven@politie.example", "a\u202eb", "", "", ""),
        ("", "Y", "", "", ""),
    ]
    found = held_against(csv_bytes(*rows), choices=Choices(remove_gone=True, skip_errors=True))

    assert [(error.row, error.column) for error in found.errors] == [(3, "E-mail"), (4, "Naam"), (5, "E-mail")]
    assert [one.id for one in found.gone] == ["2"]
    assert found.remove_gone is False
    assert [error.who for error in found.errors] == ["X", "zeven@politie.example", "Y"]
    assert found.not_imported == [3, 4, 5]
    assert held_against(csv_bytes(*rows)).undecided == 1


@pytest.mark.parametrize(
    "cell", ["Jan Jansen <jan@politie.example>", "Jan jan@politie.example", "jan@politie.example (Jan)"]
)
def test_a_name_and_an_address_in_one_cell_are_called_that(cell: str) -> None:
    [error] = held_against(csv_bytes((cell, "Jan", "", "", ""))).errors

    assert error.sentence == "Hier staan een naam en een adres samen. Laat alleen het adres staan."


@pytest.mark.parametrize(
    ("title", "role"),
    [
        *(("Overleg(gen)", "overleggen"), ("Casusoverleg(gen)", "overleggen"), ("Aan welk overleg", "overleggen")),
        *(
            ("Functie / beroep", "beroepsgroep"),
            ("Naam medewerker", "name"),
            ("Naam van de organisatie", "organisatietype"),
        ),
        *(("E-mailadres (werk)", "email"), ("E-mail contactpersoon", "email"), ("Soort org.", "organisatietype")),
        *(
            ("Overleg Noord", "overleg"),
            ("Overleg Oost", ""),
            ("Rol in overleg", ""),
            ("Telefoon werk", ""),
            ("Adres", ""),
        ),
    ],
)
def test_a_column_is_recognised_by_the_words_of_its_title(title: str, role: str) -> None:
    assert guess_roles([title], is_overleg=KNOWN.is_overleg, asks_gender=False) == (role,)
    assert guess_roles([title, "E-mail", "Overleg"], is_overleg=KNOWN.is_overleg, asks_gender=False)[1:] == (
        "email",
        "overleggen",
    )


@pytest.mark.parametrize(
    ("column", "cell"),
    [("Overleg Noord", "misschien"), ("Geslacht", "q"), ("Taal", "Frans"), ("Functie", "#N/B"), ("Naam", "x" * 121)],
)
def test_a_cell_that_means_nothing_is_an_error_and_no_guess(column: str, cell: str) -> None:
    _, errors = read(csv_bytes(["a@b.example", cell], header=["E-mail", column]), replace(KNOWN, asks_gender=True))

    assert [(error.row, error.column) for error in errors] == [(2, column)]
    assert errors[0].sentence.endswith(".") and "\n" not in errors[0].sentence


def test_a_house_that_does_not_ask_for_gender_reads_none() -> None:
    data = csv_bytes([*EEN, "vrouw"], TWEE, header=[*HEADER, "Geslacht"])

    assert numbers(held_against(data)) == (0, 0, 2, 0)
    assert held_against(data, replace(KNOWN, asks_gender=True)).changed[0].after.gender == "v"


FORMULAS = ("=1+1", "+31", "-x", "@som", "＝1", "'=1", "''+2")


@pytest.mark.parametrize("name", FORMULAS)
def test_formulas_are_text_that_comes_back_as_it_was(name: str) -> None:
    known = replace(KNOWN, partners=(replace(KNOWN.partners[0], name=name),))
    rows = partner_rows(known)

    assert held_against(partner_list.to_csv(rows), known).same == 1
    assert held_against(partner_list.to_workbook(rows, title="P"), known, name="p.xlsx").same == 1


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("cp1252"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace(";", "\t").encode("utf-16"),
        lambda text: text.replace(";", "\t").encode(),
        lambda text: text.replace("\r\n", "\n").encode(),
        lambda text: text.replace("\r\n", "\r").encode(),
        lambda text: (text + "\r\n;;\r\n\r\n").encode(),
        lambda text: ("sep=;\r\n" + text).encode(),
        lambda text: text.replace("André d'Ancona", '"André d\'Ancona"').encode(),
    ],
)
def test_every_way_in_which_excel_saves_a_text_reads_the_same(encode: object) -> None:
    text = "E-mail;Naam;Functie\r\nd'ancona@súdwest-fryslân.example;André d'Ancona;Wijkagent\r\n"
    rows, errors = read(encode(text))  # type: ignore[operator] # one of the functions above

    assert errors == []
    [row] = rows
    assert (row.email, row.name, row.beroepsgroep) == (
        "d'ancona@súdwest-fryslân.example",
        "André d'Ancona",
        "Wijkagent",
    )


def test_a_workbook_reads_as_a_text_does() -> None:
    book = to_workbook([HEADER, EEN, TWEE])

    assert numbers(held_against(book, name="partners.xlsx")) == (0, 0, 2, 0)


# ------------------------------------------------------------------ for all data


@settings(max_examples=120)
@given(knowns())
def test_what_was_exported_comes_back_all_the_same(known: Known) -> None:
    rows = partner_rows(known)

    for found in (
        held_against(partner_list.to_csv(rows), known),
        held_against(partner_list.to_workbook(rows, title="Partners"), known, name="partners.xlsx"),
    ):
        assert (found.same, found.changes, found.undecided) == (len(known.partners), False, 0)
        assert not (found.gone or found.errors or found.left_out or found.joined)


def decide_all(data: bytes, known: Known, way: str, choices: Choices) -> Choices:
    """Answer every doubt, and those that come up by the answers."""
    for _ in range(3):
        found = held_against(data, known, choices)
        names = dict(choices.names)
        for one in found.unknown:
            made = f"{NEW}:overlegvorm0" if one.kind == OVERLEG else NEW
            use = f"{USE}{next(iter(known.names(one.kind)), '')}"
            names[one.kind, fold(one.text)] = made if way == NEW or use == USE else use
        twins = {one.email: str(one.rows[0].number) for one in found.twins}
        choices = replace(choices, names=names, twins=twins)
    return choices


emails = st.builds("p{}@{}".format, st.integers(0, 9), st.sampled_from(["politie.example", "gmail.com"]))
some = st.just("") | names
file_rows = st.tuples(emails, some, some, some, st.lists(overleg_names, max_size=3).map("; ".join))


@settings(max_examples=120)
@given(knowns(), st.lists(file_rows, min_size=1, max_size=8), st.booleans(), st.sampled_from([NEW, USE]))
def test_applying_an_import_and_looking_again_finds_nothing_to_do(
    known: Known, rows: list[tuple[str, ...]], remove: bool, way: str
) -> None:
    data = csv_bytes(*[[partner_list.put_mark(cell) for cell in row] for row in rows])
    choices = decide_all(data, known, way, Choices(remove_gone=remove, skip_errors=True))
    second = held_against(data, known, choices)
    again = held_against(data, after(known, second), choices)

    assert second.undecided == 0
    assert not again.changes
    assert again.same == len(second.new) + len(second.changed) + second.same


# ------------------------------------------------------------------ what it costs


def test_a_known_name_is_sought_once_for_each_unknown_one_up_to_two_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    sought: list[str] = []
    really = partner_comparing.nearest_name

    def seek(text: str, folded: Mapping[str, str]) -> str | None:
        sought.append(text)
        return really(text, folded)

    monkeypatch.setattr(partner_comparing, "nearest_name", seek)

    def rows(distinct: int) -> bytes:
        return csv_bytes(*((f"p{n}@x.example", "P", "Wijkagent", "Politie", f"Ov {n % distinct}") for n in range(600)))

    few = held_against(rows(MOST_SUGGESTED))
    assert (len(sought), dict(few.strange)) == (MOST_SUGGESTED, {})

    sought.clear()
    many = held_against(rows(MOST_SUGGESTED + 1))
    assert (sought, dict(many.strange)) == ([], {OVERLEG: MOST_SUGGESTED + 1})
    assert len(many.unknown) == MOST_SUGGESTED + 1


def test_the_names_of_the_list_are_folded_as_often_for_a_hundred_unknown_names_as_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folded: list[str] = []
    for module in (partner_known, partner_doubts):
        monkeypatch.setattr(module, "fold", lambda text: folded.append(text) or fold(text))
    meetings = [one.name for one in KNOWN.overleggen]

    def folds(distinct: int) -> int:
        folded.clear()
        held_against(
            csv_bytes(*((f"p{n}@x.example", "P", "Wijkagent", "Politie", f"Ov {n}") for n in range(distinct))),
            replace(KNOWN),
        )
        return sum(text in meetings for text in folded)

    assert folds(100) == folds(1)


def test_domains_are_held_side_by_side_up_to_a_number_and_then_only_with_well_known_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = csv_bytes(
        *((f"p{n}@dienst.example", "P", "Wijkagent", "Politie", "n") for n in range(5)),
        ("a@diesnt.example", "A", "Wijkagent", "Politie", "n"),
        ("b@gmial.com", "B", "Wijkagent", "Politie", "n"),
    )
    all_pairs = [one.domain for one in held_against(data).odd]
    monkeypatch.setattr(partner_doubts, "MOST_COMPARED", 1)

    assert all_pairs == ["diesnt.example", "gmial.com"]
    assert [one.domain for one in held_against(data).odd] == ["gmial.com"]


def test_more_than_sixty_overleggen_in_a_cell_are_an_error_of_that_row() -> None:
    found = held_against(
        csv_bytes(
            ("a@x.example", "A", "Wijkagent", "Politie", ";".join(f"o{n}" for n in range(61))),
            ("b@x.example", "B", "Wijkagent", "Politie", ";".join(f"o{n}" for n in range(60))),
        )
    )

    assert [(error.row, error.column) for error in found.errors] == [(2, "Overleggen")]
    assert "61 overleggen" in found.errors[0].sentence
    assert len(found.unknown) == 60
