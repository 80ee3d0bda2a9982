"""Every logger there is: level, handlers, filters, switches."""

from __future__ import annotations

import functools
import logging
from typing import Any

from .kept_state import State, equals
from .noted_calls import note_calls
from .writers import Writers

_FRESH = (logging.NOTSET, True, False, (), (), ())
#: What each logger has; what a test binds beside it, such as `logger.info = …`, it does not.
_USUAL = frozenset(vars(logging.Logger("a logger"))) | {"manager"}
_CHANGING = ("addHandler", "removeHandler", "addFilter", "removeFilter")


class Logging:
    """By name; the root under its own."""

    name = "logging"
    learns_from_imports = True

    def __init__(self) -> None:
        self.authors = Writers()
        _note_changes(self.authors)

    def capture(self) -> State:
        """A tuple for each, and what `logging.disable` set."""
        named = {name: _logger_state(found) for name, found in _loggers()}
        return {"root": _logger_state(logging.root), logging: logging.root.manager.disable, **named}

    def is_at(self, saved: State) -> bool:
        """By all of it."""
        return equals(self.capture(), saved)

    def restore(self, saved: State) -> None:
        """Loggers that were made meanwhile cannot be unmade: they become as new."""
        logging.root.manager.disable = saved[logging]
        for name, logger in [("root", logging.root), *_loggers()]:
            state = saved.get(name, _FRESH)
            if _logger_state(logger) != state:
                _put_back(logger, *state)
        self.authors.take_keys()


def _put_back(logger: logging.Logger, level: int, propagate: bool, disabled: bool, handlers: Any, filters: Any, others: Any) -> None:
    logger.propagate, logger.disabled = propagate, disabled
    logger.handlers[:] = [handler for handler, *_ in handlers]
    for handler, handler_level, formatter, handler_filters, stream in handlers:
        handler.level, handler.formatter, handler.filters[:] = handler_level, formatter, handler_filters
        if stream is not None:
            handler.stream = stream
    logger.filters[:] = filters
    for name in vars(logger).keys() - _USUAL:
        delattr(logger, name)
    vars(logger).update(others)
    logger.setLevel(level)


def _loggers() -> list[tuple[str, logging.Logger]]:
    return [(name, found) for name, found in list(logging.root.manager.loggerDict.items()) if isinstance(found, logging.Logger)]


def _logger_state(logger: logging.Logger) -> tuple[Any, ...]:
    handlers = tuple([_handler_state(handler) for handler in logger.handlers]) if logger.handlers else ()
    attributes = vars(logger)
    others = () if len(attributes) <= len(_USUAL) else tuple((name, attributes[name]) for name in attributes.keys() - _USUAL)
    return (logger.level, logger.propagate, logger.disabled, handlers, tuple(logger.filters), others)


def _handler_state(handler: logging.Handler) -> tuple[Any, ...]:
    return (handler, handler.level, handler.formatter, tuple(handler.filters), vars(handler).get("stream"))


def _note_changes(writers: Writers) -> None:
    """Of attributes, and of the methods that change a list in place."""
    plain = logging.Logger.__setattr__

    @functools.wraps(plain)
    def noting(self: logging.Logger, attribute: str, value: Any) -> None:
        name = vars(self).get("name")
        if name is not None:  # Otherwise it is being made.
            writers.note(name)
        plain(self, attribute, value)

    logging.Logger.__setattr__ = noting  # type: ignore[method-assign,assignment]
    for method in _CHANGING:
        note_calls(logging.Logger, method, lambda self, *_, **__: writers.note(self.name))
