"""What is made once per process and kept while there is room: what was used longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values by key, together no larger than `room`; several threads may use it at once."""

    def __init__(self, room: int) -> None:
        self._room, self._used = room, 0
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], tuple[Value, int]]) -> Value:
        """The value of a key; `make` gives it with its size. Making does not keep others waiting."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found[0]
        value, size = make()
        self.put(key, value, size)
        return value

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value. One that is larger than all the room is kept alone: who asks for it now asks again soon."""
        with self._lock:
            before = self._kept.pop(key, None)
            self._used -= before[1] if before else 0
            while self._kept and self._used + size > self._room:
                _, (_, gone) = self._kept.popitem(last=False)
                self._used -= gone
            self._kept[key] = (value, size)
            self._used += size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._used = 0
