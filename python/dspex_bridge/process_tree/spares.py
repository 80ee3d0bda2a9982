"""When the fork server forks a child that nobody has asked for yet."""

from __future__ import annotations

import os
import time

QUIET_SECONDS = 0.03
#: When that many children in a row ended before they took a connection, the next would, too.
_STILLBORN_LIMIT = 3


class Spares:
    """Decides; the server's loop forks."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._last_request = 0.0
        self._stillborn = 0
        self._cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    @property
    def are_given_up(self) -> bool:
        """True when children end before anybody can use them."""
        return self._stillborn >= _STILLBORN_LIMIT

    def note_request(self) -> None:
        """A child took a connection."""
        self._last_request = time.monotonic()
        self._stillborn = 0

    def note_stillborn(self) -> None:
        """A child ended before it took one, or could not be made."""
        self._stillborn += 1

    def are_missing(self, idle: int) -> bool:
        """True when fewer wait than are wanted."""
        return not self.are_given_up and idle < self._wanted

    def is_time_for_one(self, idle: int, owned: int) -> bool:
        """At once while a core is free for it, otherwise in a quiet moment: warming a spare beside two busy workers slows both."""
        return self.are_missing(idle) and (self.seconds_until_quiet() == 0 or owned < self._cores)

    def seconds_until_quiet(self) -> float:
        """Zero when nobody has asked for a child for a while."""
        return max(0.0, self._last_request + QUIET_SECONDS - time.monotonic())
