"""A house's own lists: names keep their id, are merged and removed by rule, and every change stands in the log."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from monitor.errors import BadInput, NotFound, Refused
from monitor.model import COMMAND, House, ListKind
from monitor.services import audit, house_lists, overleggen, partner_list, reading
from monitor.services.house_lists import Named
from monitor.services.waves import create_house
from monitor.store import directory
from monitor.store.lists import Overleg, Partner
from tests.scene import HOUSE, OTHER_HOUSE, Scene, count_rows, dump, house_file

GROUP, VORM, REGION = ListKind.BEROEPSGROEP, ListKind.OVERLEGVORM, ListKind.REGION


def named(scene: Scene, kind: ListKind, house: str = HOUSE) -> dict[str, Named]:
    return {one.id: one for one in house_lists.get_entries(scene.installation, house)[kind]}


def log(scene: Scene) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(house_file(scene))) as connection:
        return list(connection.execute("SELECT what, target, result FROM audit ORDER BY number"))


def set_genders(scene: Scene, *partners: str) -> None:
    db = scene.installation.house(HOUSE)
    with db.atomic():
        db.execute("UPDATE house SET asks_gender = 1")
        for partner in partners:
            db.execute("UPDATE partner SET gender = 'v' WHERE id = :id", {"id": partner})


# ------------------------------------------------------------------ the house


def test_the_house_gets_another_name_in_its_own_database_and_in_the_register(scene: Scene) -> None:
    found = reading.get_house(scene.installation, HOUSE)
    changed = replace(found, name=" Veiligheidshuis  Súd ", contact="Bel 0512\n9 tot 5", reply_to="Vragen@SUD.example")

    house_lists.change_house(scene.installation, changed, wipe_genders=False, actor=COMMAND)

    after = reading.get_house(scene.installation, HOUSE)
    assert (after.name, after.contact, after.reply_to) == (
        "Veiligheidshuis Súd",
        "Bel 0512\n9 tot 5",
        "vragen@sud.example",
    )
    assert directory.select_house_names(scene.installation.directory())[HOUSE] == "Veiligheidshuis Súd"
    assert reading.get_house(scene.installation, OTHER_HOUSE).name == "Veiligheidshuis Buurhuis"
    assert log(scene) == [("house.changed", HOUSE, "done")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a\nb"},
        {"contact": " "},
        {"contact": "x" * 501},
        {"contact": "a\u202eb"},
        {"reply_to": "geen"},
        {"reply_to": "a@b.example,c@d.example"},
        {"reply_to": "a@b.example\nBcc: c@d.example"},
    ],
)
def test_a_house_that_would_read_wrongly_or_break_a_mail_is_refused(scene: Scene, wrong: dict[str, str]) -> None:
    before = dump(house_file(scene))

    with pytest.raises(BadInput):
        changed = replace(reading.get_house(scene.installation, HOUSE), **wrong)  # type: ignore[arg-type] # texts
        house_lists.change_house(scene.installation, changed, wipe_genders=False, actor=COMMAND)

    assert dump(house_file(scene)) == before


def test_not_asking_for_gender_any_more_wipes_it_and_only_when_that_is_confirmed(scene: Scene) -> None:
    set_genders(scene, "p01", "p02")
    off = replace(reading.get_house(scene.installation, HOUSE), asks_gender=False)

    with pytest.raises(Refused, match="van 2 partners"):
        house_lists.change_house(scene.installation, off, wipe_genders=False, actor=COMMAND)
    kept = count_rows(house_file(scene), "partner", "gender <> ''")
    house_lists.change_house(scene.installation, off, wipe_genders=True, actor=COMMAND)

    assert (kept, count_rows(house_file(scene), "partner", "gender <> ''")) == (2, 0)
    assert log(scene)[-1] == ("house.changed", HOUSE, "done, genders wiped: 2")


# ------------------------------------------------------------------ names


def test_a_renamed_name_keeps_its_id_and_its_partners(scene: Scene) -> None:
    house_lists.change_entry(
        scene.installation,
        HOUSE,
        kind=GROUP,
        entry="medewerker-politie",
        name="Politiefunctionaris",
        aliases=["Wijkagent", "wijk-agent", "", "politiefunctionaris"],
        actor=COMMAND,
    )

    found = named(scene, GROUP)["medewerker-politie"]
    assert found == Named("medewerker-politie", "Politiefunctionaris", ("Wijkagent", "wijk-agent"), 12)
    assert named(scene, GROUP, OTHER_HOUSE)["medewerker-politie"].name == "Medewerker Politie"
    assert log(scene) == [("list.changed", "beroepsgroep medewerker-politie", "changed")]


@pytest.mark.parametrize("name", ["Medewerker Politie", "MEDEWERKER  politie", "medewerker-politié", "Agent"])
def test_a_name_that_means_something_already_is_refused_in_any_spelling(scene: Scene, name: str) -> None:
    house_lists.change_entry(
        scene.installation,
        HOUSE,
        kind=GROUP,
        entry="medewerker-politie",
        name="Medewerker Politie",
        aliases=["Agent"],
        actor=COMMAND,
    )
    with pytest.raises(BadInput):
        house_lists.add_entry(scene.installation, HOUSE, kind=GROUP, name=name, actor=COMMAND)
    house_lists.add_entry(scene.installation, HOUSE, kind=REGION, name=name, actor=COMMAND)

    assert len(named(scene, GROUP)) == 2
    assert [one.name for one in named(scene, REGION).values()] == [" ".join(name.split())]


def test_names_that_look_alike_get_ids_of_their_own(scene: Scene) -> None:
    ids = [
        house_lists.add_entry(scene.installation, HOUSE, kind=REGION, name=name, actor=COMMAND)
        for name in ("Noord é", "Noord", "北", "南")
    ]

    assert ids == ["noord-e", "noord", "naam", "naam-2"]


def test_a_name_in_use_is_not_removed_and_says_by_what(scene: Scene) -> None:
    with pytest.raises(Refused, match="Medewerker Politie is in gebruik bij 12 partners"):
        house_lists.remove_entry(scene.installation, HOUSE, kind=GROUP, entry="medewerker-politie", actor=COMMAND)
    with pytest.raises(Refused, match="Zorgoverleg is in gebruik bij 1 overleg"):
        house_lists.remove_entry(scene.installation, HOUSE, kind=VORM, entry="zorg", actor=COMMAND)
    spare = house_lists.add_entry(scene.installation, HOUSE, kind=VORM, name="Over", actor=COMMAND)
    house_lists.remove_entry(scene.installation, HOUSE, kind=VORM, entry=spare, actor=COMMAND)

    assert sorted(named(scene, VORM)) == ["jeugd", "zorg"]
    with pytest.raises(NotFound):
        house_lists.remove_entry(scene.installation, HOUSE, kind=VORM, entry=spare, actor=COMMAND)


def test_merging_moves_everybody_and_keeps_the_old_name_as_a_spelling(scene: Scene) -> None:
    for kind, gone, stays in ((GROUP, "medewerker-politie", "medewerker-gemeente"), (VORM, "zorg", "jeugd")):
        house_lists.merge_entry(scene.installation, HOUSE, kind=kind, entry=gone, into=stays, actor=COMMAND)

    assert named(scene, GROUP)["medewerker-gemeente"].aliases == ("Medewerker Politie",)
    assert named(scene, GROUP)["medewerker-gemeente"].uses == 24
    assert named(scene, VORM)["jeugd"] == Named("jeugd", "Jeugdoverleg", ("Zorgoverleg",), 2)
    assert len(named(scene, GROUP, OTHER_HOUSE)) == 2
    assert log(scene)[0][2] == "merged, moved: 12"


@pytest.mark.parametrize("into", ["medewerker-politie", "nergens"])
def test_a_name_is_not_merged_with_itself_or_with_nothing(scene: Scene, into: str) -> None:
    before = dump(house_file(scene))

    with pytest.raises((BadInput, NotFound)):
        house_lists.merge_entry(
            scene.installation, HOUSE, kind=GROUP, entry="medewerker-politie", into=into, actor=COMMAND
        )
    assert dump(house_file(scene)) == before


def test_the_usual_names_fill_empty_lists_alone(scene: Scene) -> None:
    create_house(
        scene.installation, House("leeg", "Leeg", "Bel", invented=True), entries=(), overleggen=(), partners=()
    )

    added = house_lists.add_defaults(scene.installation, "leeg", actor=COMMAND)
    again = house_lists.add_defaults(scene.installation, "leeg", actor=COMMAND)
    here = house_lists.add_defaults(scene.installation, HOUSE, actor=COMMAND)

    assert (added, again, here) == (18, 0, 0)
    assert named(scene, GROUP, "leeg")["reclasseringswerker"].aliases[0] == "Medewerker reclassering"


# ------------------------------------------------------------------ overleggen


def test_an_overleg_is_made_changed_ended_and_taken_up_again(scene: Scene) -> None:
    made = overleggen.add_overleg(
        scene.installation, HOUSE, Overleg("", "Overleg  Oost", "zorg"), aliases=["Oost"], actor=COMMAND
    )
    overleggen.change_overleg(
        scene.installation, HOUSE, Overleg(made, "Overleg Oosterstreek", "jeugd"), aliases=[], actor=COMMAND
    )
    overleggen.end_overleg(scene.installation, HOUSE, made, ended=True, actor=COMMAND)
    ended = overleggen.get_overleg(scene.installation, HOUSE, made)
    overleggen.end_overleg(scene.installation, HOUSE, made, ended=False, actor=COMMAND)

    assert made == "overleg-oost"
    assert (ended.overleg.name, ended.vorm, ended.aliases) == ("Overleg Oosterstreek", "Jeugdoverleg", ())
    assert (ended.overleg.ended, ended.partners, ended.measured) == (True, 0, False)
    assert not overleggen.get_overleg(scene.installation, HOUSE, made).overleg.ended
    assert [what for what, _, _ in log(scene)] == [
        *("overleg.created", "overleg.changed", "overleg.ended", "overleg.changed"),
    ]


def test_changing_an_ended_overleg_does_not_take_it_up_again(scene: Scene) -> None:
    overleggen.end_overleg(scene.installation, HOUSE, "noord", ended=True, actor=COMMAND)
    overleggen.change_overleg(
        scene.installation, HOUSE, Overleg("noord", "Overleg Noord", "zorg"), aliases=[], actor=COMMAND
    )

    assert overleggen.get_overleg(scene.installation, HOUSE, "noord").overleg.ended


@pytest.mark.parametrize(
    ("name", "vorm", "region"),
    [
        ("Overleg Noord", "jeugd", None),
        ("overleg-noord", "jeugd", None),
        ("a;b", "jeugd", None),
        ("a|b", "jeugd", None),
        ("", "jeugd", None),
        ("Nieuw", "nergens", None),
        ("Nieuw", "jeugd", "nergens"),
    ],
)
def test_an_overleg_that_nobody_could_tell_apart_or_place_is_refused(
    scene: Scene, name: str, vorm: str, region: str | None
) -> None:
    before = dump(house_file(scene))

    with pytest.raises(BadInput):
        overleggen.add_overleg(scene.installation, HOUSE, Overleg("", name, vorm, region), aliases=[], actor=COMMAND)
    assert dump(house_file(scene)) == before


def test_only_an_overleg_that_was_never_measured_and_is_empty_is_deleted(scene: Scene) -> None:
    made = overleggen.add_overleg(scene.installation, HOUSE, Overleg("", "Oost", "zorg"), aliases=["O"], actor=COMMAND)
    member = Partner("", "x@y.example", "medewerker-politie", "politie", (made,))
    partner = partner_list.add_partner(scene.installation, HOUSE, member, actor=COMMAND)

    with pytest.raises(Refused, match="deed mee aan een meting"):
        overleggen.delete_overleg(scene.installation, HOUSE, "noord", actor=COMMAND)
    with pytest.raises(Refused, match="nog 1 partner"):
        overleggen.delete_overleg(scene.installation, HOUSE, made, actor=COMMAND)
    empty = replace(member, id=partner, overleggen=())
    partner_list.change_partner(scene.installation, HOUSE, empty, actor=COMMAND)
    overleggen.delete_overleg(scene.installation, HOUSE, made, actor=COMMAND)

    assert count_rows(house_file(scene), "overleg") == 2
    assert count_rows(house_file(scene), "list_alias") == 0
    assert audit.verify(scene.installation.house(HOUSE)) == 4
