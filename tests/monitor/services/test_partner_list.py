"""Partners one by one: found by a part of name or address, added, changed, and never two with one address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.errors import BadInput, NotFound, Refused
from monitor.model import COMMAND
from monitor.services import overleggen, partner_list
from monitor.services.partner_list import NO_OVERLEG
from monitor.store import lists
from monitor.store.lists import Overleg, Partner
from tests.scene import HOUSE, MIDWAY, OTHER_HOUSE, Scene, count_rows, dump, house_file

NEW_ONE = Partner("", " Jan@Politie.example ", "medewerker-politie", "politie", ("noord",), "Jan  van Dam")


def test_a_new_partner_is_kept_in_one_spelling_and_the_log_has_the_id_alone(scene: Scene) -> None:
    made = partner_list.add_partner(scene.installation, HOUSE, NEW_ONE, actor=COMMAND)

    found = partner_list.get_partner(scene.installation, HOUSE, made)
    assert (found.email, found.name, found.overleggen) == ("jan@politie.example", "Jan van Dam", ("noord",))
    log = [line for line in dump(house_file(scene)) if 'INTO "audit"' in line]
    assert made in log[0] and "jan" not in log[0].lower()
    with pytest.raises(NotFound):
        partner_list.get_partner(scene.installation, OTHER_HOUSE, made)


@pytest.mark.parametrize("address", ["p01@partner.example", " P01@Partner.example"])
def test_one_address_is_of_one_partner(scene: Scene, address: str) -> None:
    second = partner_list.get_partner(scene.installation, HOUSE, "p02")
    before = dump(house_file(scene))

    with pytest.raises(BadInput, match=r"p01@partner\.example staat al in de lijst"):
        partner_list.add_partner(scene.installation, HOUSE, replace(NEW_ONE, email=address), actor=COMMAND)
    with pytest.raises(BadInput, match="staat al in de lijst"):
        partner_list.change_partner(scene.installation, HOUSE, replace(second, email=address), actor=COMMAND)

    assert dump(house_file(scene)) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "a@b.example, c@d.example"},
        {"email": "a@b.example\r\nBcc: x@y.example"},
        {"name": "a\u202eb"},
        {"beroepsgroep": "nergens"},
        {"organisatietype": ""},
        {"overleggen": ("noord", "nergens")},
        {"gender": "v"},
        {"language": "fr"},
        {"name": "x" * 121},
    ],
)
def test_what_is_in_no_list_or_could_break_a_mail_is_refused(scene: Scene, wrong: dict[str, object]) -> None:
    before = dump(house_file(scene))

    with pytest.raises(BadInput):
        partner_list.add_partner(
            scene.installation,
            HOUSE,
            replace(NEW_ONE, **wrong),  # type: ignore[arg-type] # fields of Partner
            actor=COMMAND,
        )
    assert dump(house_file(scene)) == before


def test_an_address_to_which_a_mail_left_stays_and_everything_else_can_change(scene: Scene) -> None:
    first = partner_list.get_partner(scene.installation, HOUSE, "p01")
    db = scene.installation.house(HOUSE)
    invitation = db.query("SELECT id, wave_id FROM invitation WHERE partner_id = 'p01'")[0]
    with db.atomic():
        db.execute(
            "INSERT INTO outbox (id, wave_id, invitation_id, kind, round, state, due_at, sent_on) "
            "VALUES ('m', :wave, :invitation, 'invitation', 0, 'sent', :at, '2026-11-02')",
            {"wave": invitation["wave_id"], "invitation": invitation["id"], "at": MIDWAY.isoformat()},
        )

    with pytest.raises(Refused):
        partner_list.change_partner(
            scene.installation, HOUSE, replace(first, email="ander@partner.example"), actor=COMMAND
        )
    changed = replace(first, name="Pé", overleggen=("noord", "zuid"), beroepsgroep="medewerker-politie", language="en")
    partner_list.change_partner(scene.installation, HOUSE, changed, actor=COMMAND)

    assert partner_list.get_partner(scene.installation, HOUSE, "p01") == changed


def test_an_address_to_which_nothing_left_can_change(scene: Scene) -> None:
    made = partner_list.add_partner(scene.installation, HOUSE, NEW_ONE, actor=COMMAND)
    found = partner_list.get_partner(scene.installation, HOUSE, made)

    partner_list.change_partner(scene.installation, HOUSE, replace(found, email="Piet@x.example"), actor=COMMAND)

    assert partner_list.get_partner(scene.installation, HOUSE, made).email == "piet@x.example"


def test_partners_are_found_by_a_part_of_name_or_address_page_by_page(scene: Scene) -> None:
    for number in range(120):
        one = Partner("", f"n{number:03}@politie.example", "medewerker-politie", "politie", (), f"Naam_{number} 100%")
        partner_list.add_partner(scene.installation, HOUSE, one, actor=COMMAND)

    last = partner_list.find_partners(scene.installation, HOUSE, sought="POLITIE.example", page=3)
    past = partner_list.find_partners(scene.installation, HOUSE, page=99)
    by_sign = partner_list.find_partners(scene.installation, HOUSE, sought="naam_11 100")
    by_overleg = partner_list.find_partners(scene.installation, HOUSE, overleg="zuid")

    assert (last.found, last.page, last.pages, len(last.partners)) == (120, 3, 3, 20)
    assert (past.found, past.page, past.pages) == (144, 3, 3)
    assert partner_list.find_partners(scene.installation, HOUSE, sought="%").found == 0
    assert partner_list.find_partners(scene.installation, HOUSE, sought="0%").found == 120
    assert [one.name for one in by_sign.partners] == ["Naam_11 100%"]
    assert by_overleg.found == 12
    assert count_rows(house_file(scene, OTHER_HOUSE), "partner") == 24


def test_partners_stand_by_name_then_address_and_those_without_a_name_by_their_address(scene: Scene) -> None:
    for email, name in (("z@a.example", "Élise"), ("b@a.example", "Zoë"), ("a@a.example", "zoe"), ("f@a.example", "")):
        one = replace(NEW_ONE, email=email, name=name)
        partner_list.add_partner(scene.installation, HOUSE, one, actor=COMMAND)

    found = partner_list.find_partners(scene.installation, HOUSE, sought="@a.example")

    assert [one.email for one in found.partners] == ["z@a.example", "f@a.example", "a@a.example", "b@a.example"]


def test_who_is_in_no_overleg_that_is_held_is_found(scene: Scene) -> None:
    alone = partner_list.add_partner(scene.installation, HOUSE, replace(NEW_ONE, overleggen=()), actor=COMMAND)
    zuid = partner_list.find_partners(scene.installation, HOUSE, overleg="zuid")
    own = {one.id for one in zuid.partners if one.overleggen == ("zuid",)}

    before = partner_list.find_partners(scene.installation, HOUSE, overleg=NO_OVERLEG)
    overleggen.end_overleg(scene.installation, HOUSE, "zuid", ended=True, actor=COMMAND)
    after = partner_list.find_partners(scene.installation, HOUSE, overleg=NO_OVERLEG)

    assert [one.id for one in before.partners] == [alone]
    assert own and {one.id for one in after.partners} == {alone, *own}


def test_no_overleg_gets_the_word_for_none_as_its_id(scene: Scene) -> None:
    made = Overleg("", "Geen", lists.select_overleggen(scene.installation.house(HOUSE))[0].overlegvorm)
    overleggen.add_overleg(scene.installation, HOUSE, made, aliases=[], actor=COMMAND)

    assert [one.id for one in lists.select_overleggen(scene.installation.house(HOUSE)) if one.name == "Geen"] == [
        "geen-2"
    ]


@pytest.mark.parametrize(
    "sought", ["Élise", "élise", "ELISE", "e\u0301lise", " élise  ökten ", "Ökten", "ökt", "elise-okten"]
)
def test_capitals_and_accents_make_no_difference_to_who_is_found(scene: Scene, sought: str) -> None:
    made = partner_list.add_partner(scene.installation, HOUSE, replace(NEW_ONE, name="Élise Ökten"), actor=COMMAND)

    found = partner_list.find_partners(scene.installation, HOUSE, sought=sought)

    assert ([one.id for one in found.partners], found.found) == ([made], 1)
    assert partner_list.find_partners(scene.installation, HOUSE, sought=sought, overleg="zuid").found == 0
