"""The application over a scene, and a test client that checks every HTML page it fetches and reads the forms on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from monitor.web.app import create_app
from monitor.web.settings import Settings
from tests.scene import SECRET_KEY, Scene

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
BASE = "http://127.0.0.1:5000"
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


@dataclass
class PostedForm:
    """A form of a page: where it goes and what a browser would send if nothing were changed."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class Page(HTMLParser):
    """What the checks need of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lang: str | None = None
        self.h1: list[str] = []
        self.title = ""
        self.ids: list[str] = []
        self.references: list[str] = []
        self.forms: list[PostedForm] = []
        self.links: list[str] = []
        self._inside = ""
        self._form: PostedForm | None = None
        self._field = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        for name in _REFERENCES:
            self.references += values.get(name, "").split()
        if tag == "html":
            self.lang = values.get("lang")
        elif tag == "h1":
            self.h1.append("")
            self._inside = "h1"
        elif tag == "title":
            self._inside = self._inside or "title"
        elif tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag == "form":
            self._form = PostedForm(values.get("method", "get"), values.get("action", ""))
            self.forms.append(self._form)
        elif tag in ("input", "textarea", "button") and self._form and "name" in values:
            self._form.names.add(values["name"])
            kind = values.get("type", "text")
            if kind != "submit" and (kind not in ("radio", "checkbox") or "checked" in values):
                self._form.fields[values["name"]] = values.get("value", "")

        elif tag == "select" and self._form and "name" in values:
            self._form.names.add(values["name"])
            self._field = values["name"]
        elif (
            tag == "option"
            and self._form
            and self._field
            and ("selected" in values or self._field not in self._form.fields)
        ):
            self._form.fields[self._field] = values.get("value", "")
        if tag == "textarea" and self._form and "name" in values:
            self._inside, self._field = "textarea", values["name"]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._inside, self._field = "", ""
        if tag in ("h1", "title"):
            self._inside = ""
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._inside == "h1":
            self.h1[-1] += data
        elif self._inside == "title":
            self.title += data
        elif self._inside == "textarea" and self._form:
            self._form.fields[self._field] += data.removeprefix("\n")


def check_page(client: FlaskClient, response: TestResponse) -> Page:
    """Assert what holds for every page of the program."""
    page = Page(response.text)
    where = f"{response.request.method} {response.request.path}"
    heading = [_tidy(text) for text in page.h1]
    assert len(heading) == 1 and heading[0], f"{where}: h1 {heading}"
    assert _tidy(page.title).removeprefix("Fout: ").startswith(heading[0]), f"{where}: title {page.title!r}"
    assert page.lang == "nl", f"{where}: lang {page.lang}"
    assert len(set(page.ids)) == len(page.ids), f"{where}: double ids in {sorted(page.ids)}"
    anchors = [link[1:] for link in page.links if link.startswith("#")]
    nowhere = set(page.references + anchors) - set(page.ids)
    assert not nowhere, f"{where}: references to nothing: {nowhere}"
    for form in page.forms:
        _check_action(client, response.request.path, form)
    return page


def _check_action(client: FlaskClient, path: str, form: PostedForm) -> None:
    """A form is posted to a page that takes it; one by GET looks for something, and its address gets no token."""
    method = form.method.upper()
    assert method == "POST" or (method == "GET" and "csrf_token" not in form.names), f"{path}: a form by {method}"
    target = urlsplit(urljoin(BASE + path, form.action))
    assert target.netloc == urlsplit(BASE).netloc, f"{path}: a form to {target.netloc}"
    try:
        client.application.url_map.bind(target.netloc).match(target.path, method=method)
    except RequestRedirect as error:
        raise AssertionError(f"{path}: the form's action {target.path} is redirected") from error


def check_headers(response: TestResponse) -> None:
    """Assert the headers that stand on every answer, pages or not."""
    for name, value in HEADERS.items():
        assert response.headers.get(name) == value, f"{response.request.path}: {name}"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "http" not in policy
    assert "script-src 'self';" in policy, response.request.path
    assert "Permissions-Policy" in response.headers
    if not response.request.path.startswith(("/static/", "/plotly/", "/thema.css")):
        assert response.headers["Cache-Control"] == "no-store", response.request.path


def _tidy(text: str) -> str:
    return " ".join(text.split())


class CheckingClient(FlaskClient):
    """A browser for tests: every answer is checked as it comes in."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs = {"base_url": BASE, "buffered": True, **kwargs}
        response = super().open(*args, **kwargs)
        check_headers(response)
        if response.mimetype == "text/html" and response.text and not 300 <= response.status_code < 400:
            check_page(self, response)
        return response

    def page(self, path: str) -> Page:
        """A page that must be there."""
        response = self.get(path)
        assert response.status_code == 200, (path, response.status_code, response.text)
        return check_page(self, response)

    def submit(self, path: str, values: dict[str, str] | None = None, *, form: int = -1) -> TestResponse:
        """Open a page, change some fields of one of its forms and post it where it says."""
        found = self.page(path).forms[form]
        unknown = (values or {}).keys() - found.names
        assert not unknown, f"{path} has no fields {unknown}"
        return self.post(urljoin(path, found.action or path), data={**found.fields, **(values or {})})

    def start(self, link: str) -> str:
        """Press Start on a link; gives the clean address."""
        response = self.submit(link)
        assert response.status_code == 303, response.text
        return str(response.location)

    def sign_in(self, email: str, password: str) -> TestResponse:
        """Fill in the sign-in form and post it."""
        return self.submit("/inloggen", {"email": email, "password": password})


def make_app(scene: Scene) -> Flask:
    """The application over a scene; its test clients check what they fetch."""
    settings = Settings(instance=scene.folder, secret_key=SECRET_KEY)
    made = create_app(scene.folder, settings=settings, installation=scene.installation)
    made.test_client_class = CheckingClient
    return made


def csrf_in(text: str) -> str:
    """The form token on a page."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]*)"', text)
    assert found, "no form token on this page"
    return found[1]
