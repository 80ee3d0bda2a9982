"""Every logger there is: level, handlers, filters, switches."""

from __future__ import annotations

import functools
import logging
from typing import Any

from .kept_state import State
from .noted_calls import note_calls
from .writers import Writers

_FRESH = (logging.NOTSET, True, False, (), ())
_CHANGING = ("addHandler", "removeHandler", "addFilter", "removeFilter")


class Logging:
    """By name; the root under its own."""

    name = "the logger"
    learns_from_imports = True

    def __init__(self) -> None:
        self.authors = Writers()
        _note_changes(self.authors)

    def capture(self) -> State:
        """A tuple for each, and what `logging.disable` set."""
        named = {name: _logger_state(found) for name, found in _loggers()}
        return {"root": _logger_state(logging.root), logging: logging.root.manager.disable, **named}

    def restore(self, saved: State) -> None:
        """Loggers that were made meanwhile cannot be unmade: they become as new."""
        logging.root.manager.disable = saved[logging]
        for name, logger in [("root", logging.root), *_loggers()]:
            state = saved.get(name, _FRESH)
            if _logger_state(logger) != state:
                level, logger.propagate, logger.disabled, handlers, filters = state
                logger.handlers[:] = [handler for handler, _, _ in handlers]
                for handler, handler_level, formatter in handlers:
                    handler.level, handler.formatter = handler_level, formatter
                logger.filters[:] = filters
                logger.setLevel(level)
        self.authors.take_keys()


def _loggers() -> list[tuple[str, logging.Logger]]:
    return [(name, found) for name, found in list(logging.root.manager.loggerDict.items()) if isinstance(found, logging.Logger)]


def _logger_state(logger: logging.Logger) -> tuple[Any, ...]:
    handlers = tuple([(handler, handler.level, handler.formatter) for handler in logger.handlers]) if logger.handlers else ()
    return (logger.level, logger.propagate, logger.disabled, handlers, tuple(logger.filters))


def _note_changes(writers: Writers) -> None:
    """Of attributes, and of the methods that change a list in place."""
    if "__setattr__" in vars(logging.Logger):
        return
    plain = object.__setattr__

    @functools.wraps(plain)
    def noting(self: logging.Logger, attribute: str, value: Any) -> None:
        name = vars(self).get("name")
        if name is not None:  # Otherwise it is being made.
            writers.note(name)
        plain(self, attribute, value)

    logging.Logger.__setattr__ = noting  # type: ignore[method-assign,assignment]
    for method in _CHANGING:
        note_calls(logging.Logger, method, lambda self, *_, **__: writers.note(self.name))
