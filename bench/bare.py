"""The bare Flask applications beside which ours are measured."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from flask import Flask, Response, redirect, request


def sends(body: bytes, content_type: str = "text/html; charset=utf-8") -> Flask:
    """Sends these bytes, whatever they are, from one route."""
    app = Flask("bare")

    @app.get("/")
    def page() -> Response:
        return Response(body, content_type=content_type)

    return app


def keeps(path: Path) -> Flask:
    """Reads a posted form, commits it as one row to a database with the pragmas of ours and redirects."""
    from monitor.store.database import Database  # not for `sends`: its start must be bare as well

    database = Database(path)
    database.execute("CREATE TABLE page (id BLOB PRIMARY KEY, answers TEXT NOT NULL) STRICT, WITHOUT ROWID")
    app = Flask("bare")

    @app.post("/")
    def page() -> Response:
        answers = "&".join(f"{name}={value}" for name, value in request.form.items())
        database.execute(
            "INSERT INTO page (id, answers) VALUES (:id, :answers)", {"id": secrets.token_bytes(16), "answers": answers}
        )
        return redirect("/next", 303)

    return app


if __name__ == "__main__":
    import waitress

    waitress.serve(sends(b"<!doctype html><title>bare</title>"), host="127.0.0.1", port=int(sys.argv[1]))
