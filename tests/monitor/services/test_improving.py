"""Improvement points: what is kept, who may see it, and what happens when two people change one at once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.errors import BadInput, NotFound, OutOfOrder
from monitor.model import Account, Actor, ImprovementStatus, Right, Role
from monitor.services import improving
from monitor.services.improving import ChangedMeanwhile, Plan, Subject
from monitor.services.publishing import close_wave
from monitor.store import improvements
from monitor.store.schema_house import houses
from tests.monitor.services.fieldwork_scene import audit_lines
from tests.monitor.services.improvement_scene import POINT, make_point
from tests.scene import HOUSE, OTHER_HOUSE, OTHER_WAVE, WAVE, Scene

ACTOR = Actor("a1 Manager", "203.0.113.7")
TODAY = date(2026, 11, 10)
"""The day of the scene's clock."""
ON_ITEM = Subject("noord", "selectie", "selectie_1")
PLAN = Plan("De voorzitter vraagt wie er mist.", "voorzitter", date(2027, 3, 1))


@pytest.fixture
def closed(scene: Scene) -> Scene:
    """The wave is closed; nobody answered, which is nothing to a point."""
    close_wave(scene.installation, HOUSE, WAVE, early=True)
    make_point(scene, OTHER_HOUSE, what="Van het andere huis.")
    return scene


def add(scene: Scene, plan: Plan = PLAN, subject: Subject = ON_ITEM) -> str:
    return improving.add_point(scene.installation, HOUSE, WAVE, subject, plan, actor=ACTOR).id


def stored(scene: Scene) -> list[tuple[str, int]]:
    found = improvements.select_improvements(scene.installation.house(HOUSE))
    return [(one.what, one.revision) for one in found]


def account(role: Role, overleg: str | None = None, house: str = HOUSE) -> Account:
    return Account("a1", "a@example.org", "Iemand", (Right(house, role, overleg),))


def test_a_point_is_kept_as_it_was_written_with_the_day_of_today(closed: Scene) -> None:
    made = add(closed, replace(PLAN, what="  Eerst dit.\r\n\r\nDan dat.  ", owner=" de  voorzitter\n"))

    found = improving.get_point(closed.installation, account(Role.MANAGER), HOUSE, made)
    assert (found.what, found.owner) == ("Eerst dit.\n\nDan dat.", "de voorzitter")
    assert (found.wave, found.overleg, found.aspect, found.item) == (WAVE, "noord", "selectie", "selectie_1")
    assert (found.made_on, found.changed_on, found.revision) == (TODAY, TODAY, 1)
    assert (found.status, found.result, found.due_on) == (ImprovementStatus.OPEN, "", date(2027, 3, 1))


def test_the_log_names_ids_and_numbers_and_no_word_of_a_point(closed: Scene) -> None:
    made = add(closed)
    changed = replace(PLAN, owner="J. Jansen", status=ImprovementStatus.BEGUN)
    improving.change_point(closed.installation, HOUSE, made, changed, revision=1, actor=ACTOR)
    improving.remove_point(closed.installation, HOUSE, made, actor=ACTOR)

    lines = [line for line in audit_lines(closed.installation) if line[0].startswith("improvement.")]
    assert lines == [
        ("improvement.added", ACTOR.who, "done, revision 1, open"),
        ("improvement.changed", ACTOR.who, "done, revision 2, begonnen"),
        ("improvement.removed", ACTOR.who, "done, revision 2, begonnen"),
    ]
    targets = closed.installation.house(HOUSE).query("SELECT target FROM audit WHERE what LIKE 'improvement.%'")
    assert {row["target"] for row in targets} == {f"{WAVE} {made}"}


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"what": " \n "}, "wat u gaat doen"),
        ({"what": "\u200b\u202e"}, "wat u gaat doen"),
        ({"what": "a\x00b"}, "niet bewaard"),
        ({"result": "a\ud800b"}, "niet bewaard"),
        ({"what": "x" * 501}, "te lang"),
        ({"owner": ""}, "wie dit oppakt"),
        ({"owner": "x" * 121}, "te lang"),
        ({"due_on": date(2026, 11, 9)}, "al voorbij"),
        ({"due_on": date(2026, 11, 9), "status": ImprovementStatus.BEGUN}, "al voorbij"),
        ({"status": ImprovementStatus.DONE}, "wat het opleverde"),
        ({"status": ImprovementStatus.DROPPED, "result": "  "}, "waarom het niet doorgaat"),
        ({"result": "x" * 1001}, "te lang"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_one_sentence_and_nothing_is_stored(
    closed: Scene, changed: dict[str, object], word: str
) -> None:
    with pytest.raises(BadInput, match=word):
        add(closed, replace(PLAN, **changed))  # type: ignore[arg-type] # one field of any type at a time

    assert stored(closed) == []


@pytest.mark.parametrize(
    "plan",
    [
        replace(PLAN, what="x" * 500, owner="y" * 120, result="z" * 1000),
        replace(PLAN, due_on=TODAY),
        replace(PLAN, due_on=None),
        replace(PLAN, due_on=date(2025, 1, 1), status=ImprovementStatus.DONE, result="Gedaan."),
    ],
    ids=["as long as may be", "today", "no day", "a day in the past of what is done"],
)
def test_the_limits_themselves_are_allowed(closed: Scene, plan: Plan) -> None:
    add(closed, plan)

    assert len(stored(closed)) == 1


def test_signs_that_nobody_sees_or_that_turn_the_text_round_are_left_out(closed: Scene) -> None:
    add(closed, replace(PLAN, what="<b>\u202eomgekeerd\u200b</b>\u2028tweede regel"))

    assert stored(closed) == [("<b>omgekeerd</b>\ntweede regel", 1)]


@pytest.mark.parametrize(
    "subject",
    [
        Subject("noord", ""),
        Subject("noord", "geen"),
        Subject("noord", "bespreking", "selectie_1"),
        Subject("noord", "selectie", "geen"),
        Subject("oost", "selectie"),
    ],
)
def test_a_point_hangs_on_what_was_asked_in_an_overleg_of_the_wave(closed: Scene, subject: Subject) -> None:
    with pytest.raises(BadInput):
        add(closed, subject=subject)

    assert stored(closed) == []


def test_before_a_wave_is_closed_there_is_nothing_to_improve(closed: Scene) -> None:
    with pytest.raises(NotFound):
        improving.add_point(closed.installation, HOUSE, OTHER_WAVE, ON_ITEM, PLAN, actor=ACTOR)


def test_there_is_an_end_to_the_points_of_one_overleg(closed: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(improving, "MOST_POINTS", 2)
    add(closed)
    add(closed)

    with pytest.raises(OutOfOrder, match="al 2 verbeterpunten"):
        add(closed)
    add(closed, subject=Subject("", "selectie"))

    assert len(stored(closed)) == 3


def test_a_change_of_an_older_text_shows_the_newer_one_and_stores_nothing(closed: Scene) -> None:
    made = add(closed)
    first = replace(PLAN, what="Van de eerste.")
    improving.change_point(closed.installation, HOUSE, made, first, revision=1, actor=ACTOR)

    with pytest.raises(ChangedMeanwhile) as refused:
        improving.change_point(
            closed.installation, HOUSE, made, replace(PLAN, what="Van de tweede."), revision=1, actor=ACTOR
        )

    assert (refused.value.newer.what, refused.value.newer.revision) == ("Van de eerste.", 2)
    assert stored(closed) == [("Van de eerste.", 2)]


def test_the_same_text_again_is_no_change(closed: Scene) -> None:
    made = add(closed)

    improving.change_point(closed.installation, HOUSE, made, PLAN, revision=1, actor=ACTOR)
    improving.change_point(closed.installation, HOUSE, made, PLAN, revision=7, actor=ACTOR)

    assert stored(closed) == [(PLAN.what, 1)]
    assert [what for what, _, _ in audit_lines(closed.installation) if what == "improvement.changed"] == []


def test_of_two_who_change_a_point_at_once_one_is_told_and_no_text_is_lost(closed: Scene) -> None:
    made = add(closed)
    texts, told = [f"Tekst {number}." for number in range(8)], list[str]()
    start = threading.Barrier(len(texts))

    def change(text: str) -> None:
        start.wait()
        try:
            improving.change_point(closed.installation, HOUSE, made, replace(PLAN, what=text), revision=1, actor=ACTOR)
        except ChangedMeanwhile as error:
            told.append(error.newer.what)
        finally:
            houses.close()

    threads = [threading.Thread(target=change, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [(kept, revision)] = stored(closed)
    assert kept in texts and revision == 2
    assert told == [kept] * 7
    changes = [what for what, _, _ in audit_lines(closed.installation) if what == "improvement.changed"]
    assert len(changes) == 1


def test_a_day_that_has_passed_may_stay_but_not_be_chosen(closed: Scene) -> None:
    made = add(closed)
    closed.clock.instant += timedelta(days=200)
    later = replace(PLAN, what="Nog steeds bezig.", status=ImprovementStatus.BEGUN)

    improving.change_point(closed.installation, HOUSE, made, later, revision=1, actor=ACTOR)
    with pytest.raises(BadInput, match="al voorbij"):
        improving.change_point(
            closed.installation, HOUSE, made, replace(later, due_on=date(2027, 3, 2)), revision=2, actor=ACTOR
        )

    assert stored(closed) == [("Nog steeds bezig.", 2)]


def test_a_point_made_by_mistake_goes_on_the_day_itself_only(closed: Scene) -> None:
    first, second = add(closed), add(closed)
    closed.clock.instant = closed.clock.instant.replace(hour=22, minute=59)  # one minute before midnight here
    improving.remove_point(closed.installation, HOUSE, first, actor=ACTOR)
    closed.clock.move(minutes=1)

    with pytest.raises(OutOfOrder, match="vervallen"):
        improving.remove_point(closed.installation, HOUSE, second, actor=ACTOR)
    with pytest.raises(NotFound):
        improving.remove_point(closed.installation, HOUSE, first, actor=ACTOR)

    assert len(stored(closed)) == 1


def test_late_is_what_should_have_been_ready_before_today() -> None:
    due = replace(POINT, due_on=TODAY)

    assert not improving.is_late(due, today=TODAY)
    assert improving.is_late(due, today=TODAY + timedelta(days=1))
    assert not improving.is_late(replace(due, status=ImprovementStatus.DONE), today=TODAY + timedelta(days=1))
    assert not improving.is_late(replace(due, status=ImprovementStatus.DROPPED), today=TODAY + timedelta(days=1))
    assert not improving.is_late(replace(due, due_on=None), today=date(2040, 1, 1))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (account(Role.COORDINATOR), {"", "noord", "zuid", "noord+zuid"}),
        (account(Role.MANAGER), {"", "noord", "zuid", "noord+zuid"}),
        (account(Role.PROCESS_MANAGER, "noord"), {"noord", "noord+zuid"}),
        (account(Role.EDITOR), set()),
        (account(Role.RESEARCHER), set()),
        (account(Role.MANAGER, house=OTHER_HOUSE), set()),
        (account(Role.ADMINISTRATOR, house=""), set()),
    ],
)
def test_who_sees_the_results_of_an_overleg_sees_its_points(closed: Scene, who: Account, seen: set[str]) -> None:
    made = {key: make_point(closed, overleg=key).id for key in ("", "noord", "zuid", "noord+zuid")}

    found = improving.list_points(closed.installation, who, HOUSE)

    assert {point.overleg for point in found} == seen
    for key, point in made.items():
        if key in seen:
            assert improving.get_point(closed.installation, who, HOUSE, point).overleg == key
        else:
            with pytest.raises(NotFound):
                improving.get_point(closed.installation, who, HOUSE, point)
