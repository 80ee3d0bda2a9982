"""The word that was most likely meant."""

from __future__ import annotations


def closest(word: str, candidates: list[str]) -> str | None:
    """The candidate that is most like the word; None where none is."""
    # Delayed: a millisecond of every start, for the one who mistypes a name.
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, candidates, 1)), None)


def did_you_mean(word: str, candidates: list[str]) -> str:
    """` Did you mean "x"?`, or nothing."""
    close = closest(word, candidates)
    return "" if close is None else f' Did you mean "{close}"?'
