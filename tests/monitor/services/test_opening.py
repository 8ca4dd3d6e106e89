"""Making a house and opening a wave: what is refused, and what a change behind the program's back may never do."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import BadInput, Misconfigured, Refused
from monitor.model import Actor, House, ListKind, WaveState
from monitor.services import answering
from monitor.services.installation import Installation
from monitor.services.publishing import close_wave, verify_publication
from monitor.services.reading import check_houses, house_faults, questionnaire_faults
from monitor.services.waves import create_house, get_wave, open_wave
from monitor.store import directory, lists
from monitor.store.lists import ListEntry, Overleg
from monitor.store.schema_house import houses
from tests.scene import BOTH, CLOSES, HOUSE, NEW_WAVE, OTHER_HOUSE, TOML, WAVE, Scene, choose


def questionnaire_file(scene: Scene, version: int = 1) -> Path:
    return scene.folder / "questionnaires" / f"proef-{version}.toml"


def fresh(scene: Scene) -> Installation:
    """The same installation after a restart, so that its questionnaires are read again."""
    return replace(scene.installation)


@pytest.mark.parametrize("minimum", [4, 1, 0, -2])
def test_no_wave_opens_that_would_show_groups_under_five(scene: Scene, minimum: int) -> None:
    with pytest.raises(BadInput, match=f"Een groep van {minimum} is te klein"):
        open_wave(scene.installation, HOUSE, replace(NEW_WAVE, minimum=minimum))


@pytest.mark.parametrize(
    ("change", "by"),
    [
        (', { nl = "volledig" }]', ', { nl = "volledig" }, { nl = "meer dan dat" }]'),
        ('kind = "index"\nin_total = true', 'kind = "profile"\nin_total = false'),
        ('kind = "index"', 'kind = "norm"'),
    ],
)
def test_no_wave_opens_whose_results_this_version_cannot_show(scene: Scene, change: str, by: str) -> None:
    assert change in TOML
    questionnaire_file(scene, 2).write_text(TOML.replace("version = 1", "version = 2").replace(change, by))

    with pytest.raises(BadInput, match="nog niet tonen"):
        open_wave(fresh(scene), HOUSE, replace(NEW_WAVE, version=2))


def test_statements_swapped_in_the_file_of_a_running_wave_stop_everything_and_put_back_nothing_is_lost(
    scene: Scene,
) -> None:
    path, token = questionnaire_file(scene), scene.token(BOTH)
    choose(scene.installation, HOUSE, token, {0: 2})
    swapped = TOML.replace("selectie_1", "x").replace("selectie_2", "selectie_1").replace('"x"', '"selectie_2"')
    path.write_text(swapped)
    scene.clock.instant = CLOSES

    with pytest.raises(Misconfigured, match="veranderd sinds de meting openging"):
        answering.visit(fresh(scene), HOUSE, token)
    with pytest.raises(Misconfigured, match="veranderd sinds de meting openging"):
        close_wave(fresh(scene), HOUSE, WAVE, early=True)

    assert get_wave(scene.installation, HOUSE, WAVE).state is WaveState.OPEN
    assert f"Meting {WAVE} van {HOUSE}: " in "".join(questionnaire_faults(fresh(scene)))
    path.write_text(TOML)
    assert answering.visit(fresh(scene), HOUSE, token).draft.attendance == {0: 2, 1: 0}
    assert questionnaire_faults(fresh(scene)) == []


def test_a_publication_is_not_called_right_with_another_questionnaire(scene: Scene) -> None:
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    questionnaire_file(scene).unlink()

    with pytest.raises(Misconfigured, match="weg of veranderd"):
        verify_publication(fresh(scene), HOUSE, WAVE)


def test_a_house_of_which_the_making_was_cut_off_can_be_made_again(scene: Scene) -> None:
    house = House("half", "Veiligheidshuis Half", "Mail naar half@example.org.", invented=True)
    db = scene.installation.new_house("half")
    with db.atomic():
        lists.insert_house(db, house)

    create_house(scene.installation, house, entries=(), overleggen=(), partners=())

    assert directory.select_house_names(scene.installation.directory())["half"] == "Veiligheidshuis Half"
    with pytest.raises(Misconfigured, match="Er is al een huis half"):
        create_house(scene.installation, house, entries=(), overleggen=(), partners=())


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "om\u202egekeerd", "een\nander", "x" * 121])
def test_names_that_cannot_be_seen_are_refused(scene: Scene, name: str) -> None:
    house = House("anders", "Veiligheidshuis Anders", "Mail.", invented=True)
    vorm = ListEntry(ListKind.OVERLEGVORM, "jeugd", "Jeugd")

    with pytest.raises(BadInput, match="zichtbare tekens"):
        create_house(scene.installation, replace(house, name=name), entries=(), overleggen=(), partners=())
    with pytest.raises(BadInput, match="zichtbare tekens"):
        overleggen = [Overleg("a", name, "jeugd")]
        create_house(scene.installation, house, entries=[vorm], overleggen=overleggen, partners=())

    assert not (scene.folder / "houses" / "anders.sqlite").exists()


@pytest.mark.parametrize(("own", "told"), [(True, "het is echt"), (False, "het is verzonnen")])
def test_invented_and_real_houses_are_never_made_in_one_folder(scene: Scene, own: bool, told: str) -> None:
    house = House("anders", "Veiligheidshuis Anders", "Mail.", invented=not own)
    before = scene.databases()

    with pytest.raises(Refused, match=told):
        create_house(replace(scene.installation, invented=own), house, entries=(), overleggen=(), partners=())

    assert scene.databases() == before


def test_a_real_house_is_made_in_a_folder_for_real_ones_with_a_line_in_the_log_of_who_did_it(
    scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "echt").mkdir()
    own = Installation(tmp_path / "echt", scene.installation.link_key)
    house = House("echt", "Veiligheidshuis Echt", "Mail.")

    create_house(own, house, entries=(), overleggen=(), partners=(), actor=Actor("a1 Beheerder", "192.0.2.7"))

    check_houses(own)
    [line] = own.directory().query("SELECT who, what, target, result, source FROM audit")
    assert tuple(line) == ("a1 Beheerder", "house.created", "echt", "done", "192.0.2.7")


def test_an_invented_house_is_not_served_from_a_folder_for_real_ones(scene: Scene, tmp_path: Path) -> None:
    shutil.copytree(scene.folder, tmp_path / "echt")

    with pytest.raises(Misconfigured, match="verzonnen en hoort niet in deze map"):
        check_houses(Installation(tmp_path / "echt", scene.installation.link_key))
    check_houses(scene.installation)


def test_a_house_that_does_not_open_keeps_no_other_from_being_served(scene: Scene) -> None:
    houses.close()
    (scene.folder / "houses" / f"{OTHER_HOUSE}.sqlite").write_bytes(b"no database")

    check_houses(scene.installation)

    [fault] = house_faults(scene.installation)
    assert fault.startswith(f"Huis {OTHER_HOUSE} is niet te openen")
    assert questionnaire_faults(scene.installation) == []
