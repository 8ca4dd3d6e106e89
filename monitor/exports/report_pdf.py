"""HTML to a tagged PDF, in a process of its own: HTML on standard input, the PDF on standard output.

Run as `python -m monitor.exports.report_pdf`. Nothing is fetched: style and drawings stand in the HTML itself.
WeasyPrint is loaded here and nowhere else.
"""

from __future__ import annotations

import sys
from typing import Any

from monitor.exports.apart import be_modest

NOT_INSTALLED = 3
"""Exit status where WeasyPrint or one of its libraries is missing."""


def write_pdf(html: str) -> bytes:
    """The PDF of a whole HTML page: PDF/UA-1, tagged, with language and title. Raises ImportError without WeasyPrint.

    A page that asks for anything from elsewhere (a file, an address, data) is refused: ours ask for nothing.
    """
    from weasyprint import HTML

    found: bytes = HTML(string=html, url_fetcher=_refuse_all(), base_url=None, media_type="print").write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=b"report"
    )
    return found


def _refuse_all() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Nothing(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            raise FatalURLFetchingError("a report fetches nothing")

    return Nothing()


def main() -> int:
    """Standard input to standard output; the exit status says what went wrong."""
    be_modest()
    html = sys.stdin.buffer.read().decode("utf-8")
    try:
        import weasyprint  # noqa: F401 - a missing library of the system is an OSError of this import
    except (ImportError, OSError):
        return NOT_INSTALLED
    sys.stdout.buffer.write(write_pdf(html))
    return 0


if __name__ == "__main__":
    sys.exit(main())
