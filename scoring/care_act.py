"""The eligibility test for adults of the Care Act 2014, England: SI 2015/313, regulation 2.

All three must hold: the needs come from an impairment or illness; because of it the person is unable to achieve two
or more of ten outcomes; and because of that there is, or is likely to be, a significant impact on wellbeing. Help
that a carer gives is not counted. Only a council can decide: this says what it must look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Known = Literal["yes", "no", "unknown"]
OUTCOMES = (
    "nutrition", "hygiene", "toilet", "clothing", "home-safety",
    "habitable-home", "relationships", "work", "community", "caring-for-a-child",
)  # fmt: skip
"""Regulation 2(2)(a) to (j), in its order."""
ENOUGH = 2


def looks_eligible(cause: Known, unable: Mapping[str, Known], impact: Known) -> Known:
    """Whether this looks like needs that a council must look at.

    Args:
        cause: whether the needs come from a physical or mental impairment or illness.
        unable: for each of `OUTCOMES`, whether the person is unable to achieve it (help, prompting, pain, danger or
            far more time than usual count as unable). What is not named is unknown.
        impact: whether there is, or is likely to be, a significant impact on wellbeing.

    Returns:
        "no" only when no answer to what is unknown could make it "yes"; "yes" the other way round.

    Raises:
        ValueError: for an outcome that the regulations do not have.
    """
    strange = set(unable) - set(OUTCOMES)
    if strange:
        raise ValueError(f"The regulations have no outcome {min(strange)!r}. They have {', '.join(OUTCOMES)}.")
    sure = sum(unable.get(outcome) == "yes" for outcome in OUTCOMES)
    possible = sum(unable.get(outcome, "unknown") != "no" for outcome in OUTCOMES)
    if "no" in (cause, impact) or possible < ENOUGH:
        return "no"
    return "yes" if cause == impact == "yes" and sure >= ENOUGH else "unknown"
