"""The house's own words: signed and dated, all or nothing, and no colleague's text undone without a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput, NotFound
from monitor.model import Actor
from monitor.services import explaining_results
from monitor.services.beside import read_beside
from monitor.services.explaining_results import LONGEST, Overtaken, Written, read_sections, tidy
from monitor.services.publishing import close_wave, verify_publication
from monitor.services.typed_text import read_text
from tests.scene import HOUSE, OTHER_HOUSE, OTHER_WAVE, WAVE, Scene, answer_all

WHO = Actor("coordinator", "test")


@pytest.fixture
def closed(scene: Scene) -> Scene:
    answer_all(scene)
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    return scene


def explain(scene: Scene, section: str, body: str, revision: int = 0, *, overleg: str = "", signer: str = "Ada") -> int:
    written = {section: Written(body, revision)}
    return explaining_results.explain(
        scene.installation, HOUSE, WAVE, written, overleg=overleg, signer=signer, actor=WHO
    )


def said(scene: Scene, overleg: str = "") -> dict[str, tuple[str, str]]:
    found = read_beside(scene.installation, HOUSE, WAVE, overleg=overleg).explanations
    return {one.section: (one.body, one.signed) for one in found}


def log_of(scene: Scene) -> list[tuple[str, str]]:
    rows = scene.installation.house(HOUSE).query(
        "SELECT target, result FROM audit WHERE what = 'explanation.changed' ORDER BY number"
    )
    return [(row["target"], row["result"]) for row in rows]


def test_words_stand_beside_their_section_signed_and_dated_and_outside_the_publication(closed: Scene) -> None:
    explain(closed, "respons", "Wij hoopten op meer.\r\n\r\n\r\n Volgend jaar beter. ")

    [found] = read_beside(closed.installation, HOUSE, WAVE).explanations

    assert found.body == "Wij hoopten op meer.\n\nVolgend jaar beter."
    assert found.signed == "Namens het Veiligheidshuis, Ada"
    assert (found.written_on, found.revision) == (closed.clock().date(), 1)
    assert log_of(closed) == [(WAVE, "done, sections: 1")]
    assert verify_publication(closed.installation, HOUSE, WAVE) == ()


def test_an_overleg_has_its_own_words(closed: Scene) -> None:
    explain(closed, "aspecten", "Van het huis.")
    explain(closed, "aspecten", "Van Noord.", overleg="noord")

    assert said(closed)["aspecten"][0] == "Van het huis."
    assert said(closed, "noord")["aspecten"][0] == "Van Noord."
    assert said(closed, "zuid") == {}
    assert log_of(closed)[1] == (f"{WAVE} noord", "done, sections: 1")


def test_the_same_once_more_changes_nothing(closed: Scene) -> None:
    explain(closed, "respons", "Tekst.")
    closed.clock.move(days=3)

    assert explain(closed, "respons", "Tekst.", 1) == 0

    [found] = read_beside(closed.installation, HOUSE, WAVE).explanations
    assert found.written_on == closed.clock().date() - timedelta(days=3)
    assert len(log_of(closed)) == 1


def test_a_colleagues_words_are_not_undone_silently_and_nothing_else_is_kept(closed: Scene) -> None:
    explain(closed, "respons", "Eerst.")
    explain(closed, "respons", "Van een collega.", 1)
    both = {"respons": Written("Van mij.", 1), "aspecten": Written("Ook van mij.", 0)}

    with pytest.raises(Overtaken) as caught:
        explaining_results.explain(closed.installation, HOUSE, WAVE, both, signer="Bob", actor=WHO)

    assert caught.value.now["respons"].body == "Van een collega."
    assert said(closed) == {"respons": ("Van een collega.", "Namens het Veiligheidshuis, Ada")}
    assert explain(closed, "respons", "Van mij.", caught.value.now["respons"].revision) == 1


def test_words_taken_away_and_written_anew_are_not_taken_for_the_old_ones(closed: Scene) -> None:
    explain(closed, "respons", "Eerst.")
    explain(closed, "respons", "", 1)
    assert said(closed) == {}
    explain(closed, "respons", "Opnieuw.", 2)

    with pytest.raises(Overtaken):
        explain(closed, "respons", "Nog van de eerste keer.", 1)

    [kept] = read_sections(closed.installation, HOUSE, WAVE).values()
    assert (kept.body, kept.revision) == ("Opnieuw.", 3)


def test_what_is_taken_away_keeps_no_name(closed: Scene) -> None:
    explain(closed, "respons", "Eerst.")
    explain(closed, "respons", "  \n ", 1, signer="")

    assert [one.signed for one in read_sections(closed.installation, HOUSE, WAVE).values()] == [""]


@pytest.mark.parametrize(
    ("body", "signer", "sentence"),
    [
        ("w" * (LONGEST + 1), "Ada", "langer dan"),
        ("met\x00nul", "Ada", "niet bewaard"),
        ("half\udc00paar", "Ada", "niet bewaard"),
        ("Tekst.", "A\u202eB", "ten hoogste 80"),
        ("Tekst.", "  ", "Vul in wie dit"),
        ("Tekst.", "A" * 81, "ten hoogste 80"),
        ("Tekst.", "A\nB", "ten hoogste 80"),
    ],
)
def test_what_cannot_stand_there_is_refused(closed: Scene, body: str, signer: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        explain(closed, "respons", body, signer=signer)

    assert said(closed) == {}


@pytest.mark.parametrize(
    ("house", "wave", "overleg"),
    [(HOUSE, OTHER_WAVE, ""), (HOUSE, "geen", ""), (HOUSE, WAVE, "oost"), (OTHER_HOUSE, WAVE, "")],
)
def test_there_is_nothing_to_write_beside_without_results(closed: Scene, house: str, wave: str, overleg: str) -> None:
    with pytest.raises(NotFound):
        explaining_results.explain(
            closed.installation, house, wave, {"respons": Written("x", 0)}, overleg=overleg, signer="Ada", actor=WHO
        )


@given(st.text(max_size=300))
def test_tidying_twice_is_tidying_once_and_loses_no_word(body: str) -> None:
    once = tidy(body)

    assert tidy(once) == once
    assert once.split() == read_text(body).split()
    assert "\n\n\n" not in once
