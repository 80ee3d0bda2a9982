"""How a text is cut into the pieces of a stream, and when each comes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from .call_fields import Formatting

#: A listener holds back ten pieces at most until it has a marker: a marker must be in fewer.
_PIECES_OF_A_MARKER = 5
_SHORTEST_PIECE = 5


def piece_size(formatting: Formatting | None) -> int:
    """The length of a piece that DSPy's listeners hear the fields of this signature in."""
    longest = 0 if formatting is None else max(map(len, formatting.signature.output_fields), default=0)
    return max(_SHORTEST_PIECE, -(-longest // _PIECES_OF_A_MARKER))


def cut(text: str, size: int) -> list[str]:
    """Words, each with the white space before it; long ones in pieces."""
    return re.findall(rf"\s*\S{{1,{size}}}|\s+", text) or [text]


def wait_before(index: int, reply: dict[str, Any]) -> float:
    """Seconds, as it was recorded; where it was not, before each chunk but the first."""
    delays = reply.get("delaysMs") or []
    ms: float = delays[index] if index < len(delays) else reply.get("everyMs", 0) if index > 0 else 0
    return ms / 1000


class Told:
    """How much of a stream was given out, while its provider was saying it."""

    def __init__(self, is_text: Callable[[Any], bool]) -> None:
        self._is_text = is_text
        self._texts = 0

    def new_of(self, pieces: Iterator[tuple[float, Any]], is_whole: bool) -> Iterator[tuple[float, Any]]:
        """What was not given out yet; of a reply that is not whole, all up to its last text: what comes after it is not known."""
        before, already = 0, self._texts
        held: list[tuple[float, Any]] = []
        for wait, piece in pieces:
            if before >= already:
                held.append((0 if already > 0 else wait, piece))
            if self._is_text(piece):
                before += 1
                if before > already:
                    yield from held
                    held, self._texts = [], before
        if is_whole:
            yield from held
