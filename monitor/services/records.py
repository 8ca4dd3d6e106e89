"""Result records as plain JSON values and back, by their annotations; no record needs code of its own for it."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

SIGNIFICANT_DIGITS = 10
OPTIMISED = frozenset({"omega", "weighted", "r_indicator", "partial_r"})
"""Fields that an iteration finds: their last digits differ between machines."""
OPTIMISED_DIGITS = 6
Record = TypeVar("Record")


def to_record(kind: type[Record], value: Any) -> Record:
    """The record of plain JSON values."""
    return typing.cast(Record, _to(kind, value))


def to_plain(value: Any) -> Any:
    """A record as JSON values; numbers with 10 significant digits, optimised ones with 6."""
    return _to_plain(value, SIGNIFICANT_DIGITS)


def _to_plain(value: Any, digits: int) -> Any:
    if dataclasses.is_dataclass(value):
        return {
            field.name: _to_plain(
                getattr(value, field.name), OPTIMISED_DIGITS if field.name in OPTIMISED else SIGNIFICANT_DIGITS
            )
            for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(key): _to_plain(item, digits) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_to_plain(item, digits) for item in value]
    if isinstance(value, float):
        return float(f"{value:.{digits}g}")
    return value


@cache
def _hints(record: type) -> dict[str, Any]:
    return typing.get_type_hints(record)


def _to(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if dataclasses.is_dataclass(kind):
        hints = _hints(typing.cast(type, kind))
        return typing.cast(type, kind)(**{name: _to(hints[name], item) for name, item in value.items()})
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _to(next(argument for argument in arguments if argument is not type(None)), value)
    if origin is tuple:
        return tuple(_to(arguments[0], item) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _to(arguments[1], item) for key, item in value.items()}
    return float(value) if kind is float else value
