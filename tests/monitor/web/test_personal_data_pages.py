"""The page about a partner's data: it asks a mail and deletes, and shows nothing of what is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from monitor.mail.settings import MailSettings
from monitor.model import Role
from monitor.services import sending
from monitor.store import lists
from monitor.store.database import Database
from monitor.store.personal_data import KeptPartner
from monitor.web.views.personal_data import personal_data_page
from tests.page_checks import CheckingClient
from tests.scene import HOUSE, NOORD, OTHER_HOUSE, PATTERNS, Scene, count_rows, dump_all, fill_in, house_file

PAGE = f"/beheer/{HOUSE}/partners/p05/gegevens"
SOMEBODY = KeptPartner("p05", "p05@partner.example", "", "", "nl", "Politie", "Politie", ("Noord",))


@pytest.fixture
def scene(scene: Scene, tmp_path: Path) -> Scene:
    """The scene, in an installation from which mail can leave."""
    mail = MailSettings(folder=tmp_path / "mail", sender="a@b.example")
    return replace(scene, installation=replace(scene.installation, mail=mail))


@pytest.fixture
def coordinator(signed_in: Callable[..., CheckingClient]) -> CheckingClient:
    return signed_in(Role.COORDINATOR)


def outbox(scene: Scene) -> int:
    return count_rows(house_file(scene), "outbox")


def partners(scene: Scene) -> set[str]:
    return {partner.id for partner in lists.select_partners(scene.installation.house(HOUSE))}


def test_the_button_queues_one_mail_and_the_page_then_says_that_it_goes(
    coordinator: CheckingClient, scene: Scene
) -> None:
    response = coordinator.submit(PAGE, form=-2)

    assert (response.status_code, response.location) == (303, PAGE)
    assert outbox(scene) == 1
    text = coordinator.get(PAGE).text
    assert "Er gaat vandaag een mail met het overzicht naar p05@partner.example" in text
    assert "Overzicht mailen</button>" not in text


def test_a_button_of_a_page_that_lay_open_gives_no_second_mail(coordinator: CheckingClient, scene: Scene) -> None:
    form = coordinator.page(PAGE).forms[-2]
    first = coordinator.post(form.action, data=form.fields)

    second = coordinator.post(form.action, data=form.fields)

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Morgen" in second.text
    assert outbox(scene) == 1


def test_the_page_is_the_same_whether_the_partner_answered_or_not(coordinator: CheckingClient, scene: Scene) -> None:
    before = coordinator.get(PAGE).text
    token = scene.token("p05")

    fill_in(scene.installation, HOUSE, token, {NOORD: PATTERNS[0]})
    begun = coordinator.get(PAGE).text
    sending.send(scene.installation, HOUSE, token)

    assert coordinator.get(PAGE).text == begun == before


def test_deleting_needs_the_tick_and_says_so_at_the_field(coordinator: CheckingClient, scene: Scene) -> None:
    before = dump_all(scene)

    response = coordinator.submit(PAGE)

    assert response.status_code == 400
    assert "Fout: " in response.text and 'href="#zeker"' in response.text
    assert 'aria-describedby="zeker-fout"' in response.text
    assert dump_all(scene) == before


def test_with_the_tick_the_partner_is_gone_and_the_page_says_how_far_it_is(
    coordinator: CheckingClient, scene: Scene
) -> None:
    response = coordinator.submit(PAGE, {"zeker": "ja"})

    assert (response.status_code, response.location) == (303, f"/beheer/{HOUSE}/partner-gewist")
    assert "De partner is gewist" in coordinator.get(response.location).text
    assert "p05" not in partners(scene) and len(partners(scene)) == 23
    assert coordinator.get(PAGE).status_code == 404


def test_while_somebody_reads_the_page_says_that_it_is_not_finished(coordinator: CheckingClient, scene: Scene) -> None:
    reader = Database(house_file(scene))
    reader.execute("BEGIN")
    reader.query("SELECT count(*) FROM partner")
    scene.installation.house(HOUSE).query("PRAGMA busy_timeout = 50")

    response = coordinator.submit(PAGE, {"zeker": "ja"})
    reader.execute("ROLLBACK")
    reader.close()

    assert response.location == f"/beheer/{HOUSE}/partner-gewist?bezig=1"
    assert "wordt nog afgerond" in coordinator.get(response.location).text


@pytest.mark.parametrize("role", [Role.MANAGER, Role.PROCESS_MANAGER, Role.ADMINISTRATOR])
def test_nobody_but_the_coordinator_of_the_house_gets_there(
    signed_in: Callable[..., CheckingClient], scene: Scene, role: Role
) -> None:
    stranger = signed_in(
        role,
        house="" if role is Role.ADMINISTRATOR else HOUSE,
        overleg="noord" if role is Role.PROCESS_MANAGER else None,
    )

    assert stranger.get(PAGE).status_code == 404
    assert stranger.get(f"/beheer/{HOUSE}/partner-gewist").status_code == 404


def test_a_coordinator_of_another_house_cannot_delete_or_ask(
    signed_in: Callable[..., CheckingClient], coordinator: CheckingClient, scene: Scene
) -> None:
    stranger = signed_in(Role.COORDINATOR, OTHER_HOUSE)
    token = stranger.page(f"/beheer/{OTHER_HOUSE}/partners/p05/gegevens").forms[-1].fields["csrf_token"]
    before = dump_all(scene)

    for part in ("overzicht", "wissen"):
        response = stranger.post(f"{PAGE}/{part}", data={"csrf_token": token, "zeker": "ja"})
        assert response.status_code == 404

    assert dump_all(scene) == before


def test_a_name_with_signs_of_html_is_shown_as_text(app: Flask, coordinator: CheckingClient, scene: Scene) -> None:
    scene.installation.house(HOUSE).execute("UPDATE partner SET name = '<script>alert(1)</script>' WHERE id = 'p05'")

    assert "<script>alert" not in coordinator.get(PAGE).text


@pytest.mark.parametrize(
    ("mail_works", "may_request", "told"),
    [(True, True, None), (False, True, "geen mail versturen"), (True, False, "naar p05@partner.example")],
)
def test_the_context_says_why_no_copy_can_be_asked(mail_works: bool, may_request: bool, told: str | None) -> None:
    page = personal_data_page(SOMEBODY, mail_works=mail_works, may_request=may_request)

    assert (page.label, page.email) == ("p05@partner.example", "p05@partner.example")
    assert page.no_copy is None if told is None else told in (page.no_copy or "")


def test_a_partner_with_a_name_is_called_by_it() -> None:
    assert personal_data_page(replace(SOMEBODY, name="Noor"), mail_works=True, may_request=True).label == "Noor"
