"""The bare Flask applications beside which ours are measured."""

from __future__ import annotations

import argparse
import secrets
import threading
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

    Database(path).execute("CREATE TABLE page (id BLOB PRIMARY KEY, answers TEXT NOT NULL) STRICT, WITHOUT ROWID")
    of_thread = threading.local()
    app = Flask("bare")

    @app.post("/")
    def page() -> Response:
        if not hasattr(of_thread, "database"):
            of_thread.database = Database(path)
        answers = "&".join(f"{name}={value}" for name, value in request.form.items())
        row = {"id": secrets.token_bytes(16), "answers": answers}
        of_thread.database.execute("INSERT INTO page (id, answers) VALUES (:id, :answers)", row)
        return redirect("/next", 303)

    return app


def main() -> None:
    """Serve one of them with waitress, as ours is served."""
    import waitress

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--body", type=Path, help="file whose bytes are sent")
    parser.add_argument("--database", type=Path, help="keep posted forms there instead")
    options = parser.parse_args()
    body = options.body.read_bytes() if options.body else b"<!doctype html><title>bare</title>"
    app = keeps(options.database) if options.database else sends(body)
    waitress.serve(app, host="127.0.0.1", port=options.port, threads=8, _quiet=True)


if __name__ == "__main__":
    main()
