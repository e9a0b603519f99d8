"""How often somebody may try a code that is wrong: ten times in ten minutes. Kept in memory, by network address."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

MOST, SECONDS, MOST_ADDRESSES = 10, 600, 10_000


class Tries:
    """Counts wrong codes. Forgets them after ten minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: dict[str, deque[float]] = {}

    def may(self, who: str) -> bool:
        """Whether this address may try (again)."""
        return len(self._recent(who)) < MOST

    def failed(self, who: str) -> None:
        """One more wrong code."""
        if len(self._failed) >= MOST_ADDRESSES:
            self._failed = {one: times for one in list(self._failed) if (times := self._recent(one))}
        self._failed.setdefault(who, deque(maxlen=MOST)).append(self._clock())

    def _recent(self, who: str) -> deque[float]:
        times = self._failed.get(who, deque())
        while times and times[0] < self._clock() - SECONDS:
            times.popleft()
        return times
