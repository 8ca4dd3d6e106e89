"""Pages for everyone: who answers for the data, what is accessible, and whom to tell about a leak."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from monitor.errors import Misconfigured
from monitor.web.app import create_app
from monitor.web.settings import Settings, check_start
from monitor.web.views.pages import installation_page, security_txt
from tests.page_checks import CheckingClient
from tests.scene import MIDWAY, SECRET_KEY, Scene

PAGES = ("/gegevens", "/toegankelijkheid")
SECURITY = "/.well-known/security.txt"


def client_of(scene: Scene, **changes: str) -> CheckingClient:
    """A browser in an installation with other settings."""
    settings = Settings(instance=scene.folder, secret_key=SECRET_KEY, **changes)  # type: ignore[arg-type] # texts only
    app: Flask = create_app(scene.folder, settings=settings, installation=scene.installation)
    app.test_client_class = CheckingClient
    client: CheckingClient = app.test_client()
    return client


def own(**changes: str) -> Settings:
    return Settings(instance=Path("x"), secret_key=SECRET_KEY, **changes)  # type: ignore[arg-type] # texts only


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_name_the_organisation_and_whom_to_ask(scene: Scene, path: str) -> None:
    client = client_of(scene, organisation="Gemeente <Streek>", contact="monitor@gemeente.example")

    text = client.get(path).text

    assert "Gemeente &lt;Streek&gt;" in text
    assert '<a href="mailto:monitor@gemeente.example">' in text


@pytest.mark.parametrize("path", PAGES)
def test_without_settings_the_pages_send_people_to_their_house_and_are_whole_sentences(scene: Scene, path: str) -> None:
    text = client_of(scene).get(path).text

    assert "het Veiligheidshuis dat u uitnodigde" in text
    assert "mailto:" not in text
    assert "None" not in text and " , " not in text


def test_the_accessibility_statement_is_in_the_order_of_the_model_and_claims_no_more_than_c(scene: Scene) -> None:
    text = client_of(scene, base_url="http://127.0.0.1:5000").get("/toegankelijkheid").text
    headings = ("Voor welke website", "Nalevingsstatus", "Opstelling", "Feedback en contact", "Niet tevreden")

    places = [text.index(heading) for heading in headings]

    assert places == sorted(places)
    assert "C: eerste maatregelen genomen." in text and "127.0.0.1:5000" in text
    assert "23 november 2026" in text
    assert "voldoet volledig" not in text


def test_the_privacy_page_leaves_the_legal_ground_to_the_organisation_and_never_says_anonymous(scene: Scene) -> None:
    text = client_of(scene, organisation="Gemeente Streek").get("/gegevens").text

    assert "legt Gemeente Streek vast in het eigen register van verwerkingen" in text
    assert text.lower().count("anoniem") == 1  # the question why we do not say it


def test_security_txt_is_as_rfc_9116_wants_it(scene: Scene) -> None:
    response = client_of(scene, security_contact="lek@gemeente.example").get(SECURITY)

    assert (response.status_code, response.mimetype) == (200, "text/plain")
    assert response.text.splitlines() == [
        "Contact: mailto:lek@gemeente.example",
        "Expires: 2027-05-09T00:00:00Z",  # 180 days after 10 November 2026
        "Preferred-Languages: nl, en",
        "Canonical: http://127.0.0.1:5000/.well-known/security.txt",
    ]


def test_security_txt_is_not_there_without_somebody_to_tell(scene: Scene) -> None:
    client = client_of(scene)

    assert client.get(SECURITY).status_code == 404
    assert client.get("/security.txt", follow_redirects=True).status_code == 404


def test_the_old_address_of_security_txt_leads_to_it(scene: Scene) -> None:
    response = client_of(scene, security_contact="https://gemeente.example/lek").get("/security.txt")

    assert (response.status_code, response.location) == (302, SECURITY)


@pytest.mark.parametrize(
    "now", [datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 2, 29, 23, 59, tzinfo=UTC), MIDWAY + timedelta(days=365)]
)
def test_security_txt_always_ends_in_the_future_and_within_a_year(now: datetime) -> None:
    text = security_txt(own(security_contact="https://gemeente.example/lek"), now)

    assert text is not None and text.startswith("Contact: https://gemeente.example/lek\n")
    expires = datetime.fromisoformat(text.split("Expires: ")[1].split("\n")[0])
    assert timedelta(days=90) < expires - now < timedelta(days=365)


@pytest.mark.parametrize(
    "contact", ["lek", "http://gemeente.example/lek", "a@b.example\nContact: x@y.example", "a b@c.nl"]
)
def test_a_security_contact_that_is_none_is_refused_at_the_start(contact: str) -> None:
    with pytest.raises(Misconfigured, match="security_contact"):
        check_start(own(security_contact=contact))


@pytest.mark.parametrize("contact", ["", "lek@gemeente.example", "https://gemeente.example/lek"])
def test_a_security_contact_that_is_one_is_taken(contact: str) -> None:
    check_start(own(security_contact=contact))


def test_the_context_says_who_answers_for_the_installation() -> None:
    page = installation_page(
        own(base_url="https://monitor.example.nl", organisation="Gemeente Streek", contact="c@d.nl")
    )

    assert (page.organisation, page.named, page.contact, page.host) == (
        *("Gemeente Streek", True, "c@d.nl", "monitor.example.nl"),
    )
    assert not installation_page(own()).named
