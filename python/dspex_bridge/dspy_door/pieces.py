"""How a text is cut into the pieces of a stream, and when each comes."""

from __future__ import annotations

import re
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
