"""Tables as an OpenDocument spreadsheet (ODS 1.3): typed cells, no formula, no link, nothing hidden.

Written with the standard library: the format is a zip of a few XML files, and a cell of it is one element.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from monitor.exports.results_cells import Book, Number, Sheet, Value
from monitor.exports.results_csv import number_text
from monitor.exports.results_text import clean

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
HEADER = 1
"""Row of the header, from 0, as in a workbook."""
_DATE = (1980, 1, 1, 0, 0, 0)
"""Of every part in the zip: a file says nothing of when it was made."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{place}:1.0"'
    for name, place in (
        *(("office", "office"), ("style", "style"), ("text", "text"), ("table", "table")),
        *(("number", "datastyle"), ("fo", "xsl-fo-compatible"), ("meta", "meta"), ("config", "config")),
    )
)
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_VERSION = 'office:version="1.3"'
_TWIP = 0.21
"""Centimetres per character of a column."""


def to_ods(book: Book) -> bytes:
    """The spreadsheet. One content always gives the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        _put(archive, "mimetype", TYPE, zipfile.ZIP_STORED)
        for name, text in (
            ("content.xml", _content(book)),
            ("styles.xml", f"{_HEAD}<office:document-styles {_SPACES} {_VERSION}/>"),
            ("settings.xml", _settings(book)),
            ("meta.xml", _meta(book)),
            ("META-INF/manifest.xml", _manifest()),
        ):
            _put(archive, name, text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _put(archive: zipfile.ZipFile, name: str, text: str, method: int) -> None:
    part = zipfile.ZipInfo(name, _DATE)
    part.compress_type = method
    archive.writestr(part, text.encode())


def _content(book: Book) -> str:
    widths = sorted({column.width for sheet in book.sheets for column in sheet.columns})
    numbers = [value for sheet in book.sheets for row in sheet.rows for value in row if isinstance(value, Number)]
    looks = sorted({_style(value): value for value in numbers}.items())
    styles = "".join((*map(_column_style, widths), _TEXT_STYLES, *(_number_style(*look) for look in looks)))
    tables = "".join(_table(sheet, book.about) for sheet in book.sheets)
    return (
        f"{_HEAD}<office:document-content {_SPACES} {_VERSION}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def _table(sheet: Sheet, about: str) -> str:
    columns = "".join(f'<table:table-column table:style-name="c{column.width}"/>' for column in sheet.columns)
    title = _row([_string(f"{sheet.title}. {about}", "title")])
    head = _row(_string(column.name, "head") for column in sheet.columns)
    rows = "".join(_row(_cells(row)) for row in sheet.rows)
    return (
        f"<table:table table:name={quoteattr(sheet.name)}>{columns}<table:table-header-rows>{title}{head}"
        f"</table:table-header-rows>{rows}</table:table>"
    )


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cells(row: Iterable[Value]) -> Iterator[str]:
    for value in row:
        if isinstance(value, Number):
            yield _number(value)
        else:
            yield _string(value, "text") if value else "<table:table-cell/>"


def _number(number: Number) -> str:
    kind = "percentage" if number.percent else "float"
    shown = f"{100 * number.value:.0f}%" if number.percent else number_text(number)
    return (
        f'<table:table-cell table:style-name="{_style(number)}" office:value-type="{kind}"'
        f' office:value="{number_text(number)}"><text:p>{shown}</text:p></table:table-cell>'
    )


def _string(text: str, style: str) -> str:
    paragraphs = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in clean(text).split("\n"))
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{paragraphs}</table:table-cell>'


def _spaced(line: str) -> str:
    """A line of text; tabs and repeated spaces, which XML readers fold, as elements of their own."""
    found = escape(line).replace("\t", "<text:tab/>").replace("  ", "<text:s/><text:s/>")
    return f"<text:s/>{found[1:]}" if found.startswith(" ") else found


def _style(number: Number) -> str:
    return "percent" if number.percent else f"n{number.digits}{'s' if number.signed else ''}"


def _column_style(width: int) -> str:
    properties = f'<style:table-column-properties style:column-width="{_TWIP * width:.2f}cm"/>'
    return f'<style:style style:name="c{width}" style:family="table-column">{properties}</style:style>'


def _cell_style(name: str, properties: str, data: str = "") -> str:
    style = f' style:data-style-name="{data}"' if data else ""
    return f'<style:style style:name="{name}" style:family="table-cell"{style}>{properties}</style:style>'


_TOP = '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
_BOLD = '<style:text-properties fo:font-weight="bold"{size}/>'
_TEXT_STYLES = (
    _cell_style("title", _BOLD.format(size=' fo:font-size="14pt"'))
    + _cell_style("head", _TOP + _BOLD.format(size=""))
    + _cell_style("text", _TOP)
)


def _number_style(name: str, number: Number) -> str:
    """How a kind of number is shown; one with its sign has a style for what is above zero."""
    digits = f'<number:number number:decimal-places="{number.digits}" number:min-integer-digits="1"/>'
    if number.percent:
        made = (
            f'<number:percentage-style style:name="f{name}">{digits}<number:text>%</number:text>'
            "</number:percentage-style>"
        )
    elif number.signed:
        plus = (
            f'<number:number-style style:name="f{name}p" style:volatile="true"><number:text>+</number:text>{digits}'
            "</number:number-style>"
        )
        use = f'<style:map style:condition="value()&gt;0" style:apply-style-name="f{name}p"/>'
        made = f'{plus}<number:number-style style:name="f{name}">{digits}{use}</number:number-style>'
    else:
        made = f'<number:number-style style:name="f{name}">{digits}</number:number-style>'
    return made + _cell_style(name, '<style:table-cell-properties style:vertical-align="top"/>', f"f{name}")


def _meta(book: Book) -> str:
    return (
        f"{_HEAD}<office:document-meta {_SPACES} {_DC} {_VERSION}><office:meta>"
        f"<dc:title>{escape(clean(book.about))}</dc:title><dc:language>nl-NL</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _settings(book: Book) -> str:
    """The header of every table stays in sight."""
    split = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, kind, value in (
            ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", HEADER + 1),
            ("PositionBottom", "int", HEADER + 1),
        )
    )
    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>{split}</config:config-item-map-entry>"
        for sheet in book.sheets
    )
    return (
        f"{_HEAD}<office:document-settings {_SPACES} {_VERSION}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        '<config:config-item-map-entry><config:config-item-map-named config:name="Tables">'
        f"{tables}</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )


def _manifest() -> str:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    parts = (("/", TYPE), *((f"{name}.xml", "text/xml") for name in ("content", "styles", "settings", "meta")))
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>' for path, kind in parts
    )
    return f'{_HEAD}<manifest:manifest xmlns:manifest="{space}" manifest:version="1.3">{entries}</manifest:manifest>'
