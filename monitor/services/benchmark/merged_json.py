"""What the files of many houses give together, as plain JSON values, for the analyst."""

from __future__ import annotations

from typing import Any

from monitor.services.benchmark.folder import Merged
from monitor.services.records import to_plain
from monitor.stats.merging import Pooled, PooledAlpha, pooled_alphas, pooled_aspects, pooled_items

_ALWAYS = frozenset({"questionnaire", "year", "id", "fingerprint", "houses", "group"})


def merged_record(merged: Merged) -> dict[str, Any]:
    """Every figure; one that may not be shown is null and says why. Which houses gave what is not in it."""
    return {
        "files": merged.files,
        "refused": [{"file": name, "reason": reason} for name, reason in merged.refused],
        "replaced": merged.older,
        "withdrawn": merged.withdrawn,
        "items": [_figure(one) for one in pooled_items(merged.pool)],
        "aspects": [_figure(one) for one in pooled_aspects(merged.pool)],
        "reliability": [_figure(one) for one in pooled_alphas(merged.pool)],
    }


def _figure(found: Pooled | PooledAlpha) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(found)
    del plain["largest"]
    reason = found.withheld
    shown = {name: value if reason is None or name in _ALWAYS else None for name, value in plain.items()}
    return {**shown, "reason": reason}
