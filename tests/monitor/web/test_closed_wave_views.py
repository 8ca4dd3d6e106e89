"""What is left to do after closing, from the numbers of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.web.views.closed_wave import Found, Task, tasks_of

FOUND = Found(
    explained=3,
    sections=12,
    editors=1,
    released=9,
    links=0,
    points=1,
    retention_date=date(2030, 11, 8),
    today=date(2026, 11, 23),
)


def task(found: Found, head: str) -> Task:
    return next(one for one in tasks_of(found) if one.head == head)


def test_every_task_says_how_far_it_is() -> None:
    assert task(FOUND, "Toelichting").text == "3 van 12 onderdelen hebben een toelichting van het huis."
    assert task(FOUND, "Open antwoorden").text == "9 open antwoorden zijn vrijgegeven. 1 redacteur kan ze nalezen."
    assert task(FOUND, "Verbeterpunten").text == "1 verbeterpunt staat bij deze meting."
    assert task(FOUND, "Leeslinks").text == "Er is nog geen leeslink."


def test_without_a_redacteur_the_open_answers_ask_for_attention() -> None:
    found = task(replace(FOUND, editors=0, released=0), "Open antwoorden")

    assert found.attention
    assert found.endpoint == "people.people"
    assert found.text == "Er is nog geen open antwoord vrijgegeven. Geen redacteur van deze meting kan nu lezen."


def test_the_retention_date_is_said_before_and_after_it() -> None:
    assert task(FOUND, "Bewaartermijn").text.startswith("Op 8\u00a0november 2030 wissen wij de losse antwoorden.")
    after = replace(FOUND, today=date(2030, 11, 8))
    assert task(after, "Bewaartermijn").text.startswith("De bewaartermijn liep af op 8\u00a0november 2030.")
