"""A row of the table: what was measured, its budget, and whether it was met."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

OF_BARE = "× bare"
"""The unit of a speed: how many requests bare Flask's CPU time for one is enough for."""
TIMES_IMPORT = "× import"
"""The unit of a start: how many times Python imports Flask and SQLAlchemy meanwhile."""
TIMES_BARE = "× bare's CPU"
"""The unit of a cost: how many requests to bare Flask take the CPU time of this one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measured value; the budget is the least that it may be, or with `is_most` the most.

    Without a budget it stands beside others only.
    """

    what: str
    value: float
    unit: str
    budget: float | None
    is_most: bool = False
    detail: str = ""

    @property
    def is_met(self) -> bool:
        if self.budget is None:
            return True
        return self.value <= self.budget if self.is_most else self.value >= self.budget

    @property
    def is_far_off(self) -> bool:
        """Tell whether a ratio of CPU time is not even half as good as it may be: no noise is."""
        if self.budget is None or self.unit not in {OF_BARE, TIMES_BARE, TIMES_IMPORT}:
            return False
        return self.value > self.budget * 2 if self.is_most else self.value < self.budget / 2


def as_json(rows: Iterable[Row]) -> str:
    found = [
        {
            "what": row.what,
            "value": round(row.value, 3),
            "unit": row.unit,
            "budget": row.budget,
            "met": row.is_met,
        }
        for row in rows
    ]
    return json.dumps({"rows": found}, indent=1, ensure_ascii=False)


def as_line(row: Row) -> str:
    sign = "≤" if row.is_most else "≥"
    value, budget = f"{row.value:.2f} {row.unit}", ""
    verdict = "met" if row.is_met else "MISSED"
    if row.budget is None:
        verdict = ""
    else:
        budget = f"{sign} {row.budget:g}"
    return f"{row.what:<50}{value:>20}{budget:>10}  {verdict:<8}{row.detail}"
