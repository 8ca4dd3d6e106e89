"""JSON values of somebody else as frozen records: every field by its annotation and nothing besides.

A reader is made once per record, so that reading a file costs little more than parsing it.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Collection, Hashable, Mapping
from functools import cache
from typing import Any, TypeVar

from monitor.errors import BadInput

Record = TypeVar("Record")
LARGEST = 10**30
"""Whole numbers beyond it, either way, are nobody's sums."""
_Read = Callable[[Any], Any]


class _Wrong(Exception):
    """Something is not what it should be; `path` grows on the way out."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.path: list[str] = []


def read_record(kind: type[Record], value: Any) -> Record:
    """Read a record. Raises BadInput that names the first place that is wrong and what was expected there."""
    try:
        return typing.cast(Record, _reader(typing.cast(Hashable, kind))(value))
    except _Wrong as error:
        place = ".".join(reversed(error.path)) or "het begin"
        raise BadInput(f"Bij {place}: {error.what}.") from None


@cache
def _reader(kind: Any) -> _Read:
    if dataclasses.is_dataclass(kind):
        return _record_reader(typing.cast(type, kind))
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        inner = _reader(next(argument for argument in arguments if argument is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _list_reader(_reader(arguments[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_reader(_reader(arguments[1]))
    if kind is int:
        return _read_whole
    return _plain_reader(kind, {str: "hier hoort tekst", bool: "hier hoort true of false"}[kind])


def _read_whole(value: Any) -> Any:
    if type(value) is not int:
        raise _Wrong("hier hoort een geheel getal")
    if not -LARGEST <= value <= LARGEST:
        raise _Wrong("dit getal is te groot")
    return value


def _all_whole(values: Collection[Any]) -> bool:
    """The usual case, found at once; who is told what is wrong goes one by one."""
    return set(map(type, values)) == {int} and min(values) >= -LARGEST and max(values) <= LARGEST


def _plain_reader(kind: type, expected: str) -> _Read:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise _Wrong(expected)
        return value

    return read


def _record_reader(kind: type) -> _Read:
    hints = typing.get_type_hints(kind)
    readers = {name: _reader(hint) for name, hint in hints.items()}

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise _Wrong("hier hoort een groep velden tussen accolades")
        if value.keys() != readers.keys():
            missing = sorted(readers.keys() - value.keys())
            raise _Wrong(f"het veld {missing[0]} ontbreekt" if missing else "er staat een veld dat er niet hoort")
        found = {}
        for name, one in readers.items():
            try:
                found[name] = one(value[name])
            except _Wrong as error:
                error.path.append(name)
                raise
        return kind(**found)

    return read


def _list_reader(inner: _Read) -> _Read:
    def read(value: Any) -> Any:
        if type(value) is not list:
            raise _Wrong("hier hoort een rij tussen rechte haken")
        if inner is _read_whole and _all_whole(value):
            return tuple(value)
        found = []
        for place, one in enumerate(value):
            try:
                found.append(inner(one))
            except _Wrong as error:
                error.path.append(str(place + 1))
                raise
        return tuple(found)

    return read


def _mapping_reader(inner: _Read) -> _Read:
    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise _Wrong("hier hoort een groep velden tussen accolades")
        if inner is _read_whole and _all_whole(value.values()):
            return value
        found = {}
        for name, one in value.items():
            try:
                found[name] = inner(one)
            except _Wrong as error:
                error.path.append("een van de velden")
                raise
        return found

    return read
