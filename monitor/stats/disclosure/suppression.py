"""Which further cells must be hidden so that no hidden one follows by subtraction. Sets only, standard library only.

The cells of a family lie inside each other or apart (overleggen inside overlegvormen inside the house). Taking every
shown cell minus the shown cells directly inside it gives disjoint *blocks*; what anybody can compute from the shown
sums are unions of blocks. So every block must itself be lawful, and no hidden cell may be a union of blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

Atoms = frozenset[int]


@dataclass(frozen=True)
class _Block:
    """What is left of a shown cell (`owner`, None for the total) without the shown cells directly inside it."""

    owner: int | None
    children: tuple[int, ...]
    atoms: Atoms


def protect(
    cells: Sequence[Atoms],
    sizes: Sequence[int],
    shown: AbstractSet[int],
    total: Atoms,
    lawful: Callable[[Atoms], bool],
) -> frozenset[int]:
    """Hide the next smallest cells until nothing hidden can be computed; give the cells that stay shown.

    cells: sets of non-empty atoms, outer cells before inner ones of the same atoms. sizes: what "smallest" compares.
    total: all non-empty atoms; its sum is shown. `lawful`: may this set be seen; a set that holds a lawful set is.
    A lawful cell that equals the total cannot be protected and is left.
    """
    left = {cell for cell in shown if cells[cell]}
    while True:
        blocks = _find_blocks(cells, left, total)
        victim = _unlawful_victim(blocks, sizes, lawful)
        if victim is None:
            victim = _exposed_victim(cells, sizes, left, blocks)
        if victim is None:
            return frozenset(left)
        left.remove(victim)


def _find_blocks(cells: Sequence[Atoms], shown: AbstractSet[int], total: Atoms) -> list[_Block]:
    """Blocks of the shown cells and the total, the total's first."""
    children: dict[int | None, list[int]] = {None: []}
    order = sorted(shown, key=lambda cell: (-len(cells[cell]), cell))
    for place, cell in enumerate(order):
        outer = [other for other in order[:place] if cells[cell] <= cells[other]]
        children.setdefault(outer[-1] if outer else None, []).append(cell)
        children.setdefault(cell, [])
    return [
        _Block(owner, tuple(inner), (total if owner is None else cells[owner]).difference(*(cells[i] for i in inner)))
        for owner, inner in children.items()
    ]


def _unlawful_victim(blocks: Sequence[_Block], sizes: Sequence[int], lawful: Callable[[Atoms], bool]) -> int | None:
    """The smallest shown cell beside a block that may not be seen."""
    for block in blocks:
        if block.atoms and block.children and not lawful(block.atoms):
            return _smallest(block.children, sizes)
    return None


def _exposed_victim(
    cells: Sequence[Atoms], sizes: Sequence[int], shown: AbstractSet[int], blocks: Sequence[_Block]
) -> int | None:
    """A shown cell whose hiding keeps the first computable hidden cell from being computed."""
    for cell, atoms in enumerate(cells):
        if cell in shown or not atoms:
            continue
        touching = [block for block in blocks if block.atoms & atoms]
        if not all(block.atoms <= atoms for block in touching):
            continue
        outer = [block for block in touching if block.owner is None or cells[block.owner] >= atoms]
        if not outer:
            return _smallest([other for other in shown if cells[other] < atoms], sizes)
        apart = [child for child in outer[0].children if not cells[child] & atoms]
        if apart:
            return _smallest(apart, sizes)
        if outer[0].owner is not None:
            return outer[0].owner
    return None


def _smallest(candidates: Sequence[int], sizes: Sequence[int]) -> int:
    return min(candidates, key=lambda cell: (sizes[cell], cell))
