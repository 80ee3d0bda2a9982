"""Numbers and switches of Python itself that are set by a function."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import decimal
import gc
import locale
import logging
import signal
import socket
import sys
import threading
import time
import tracemalloc
import warnings
from typing import Any

from .kept_state import Settings, SettingsOfMain, attribute
from .loop_of_main import loop_of_main, set_loop_of_main

_DECIMAL = ("DefaultContext", "BasicContext", "ExtendedContext")
_OF_A_CONTEXT = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")


def of_the_process() -> Settings:
    """Any thread may set them."""
    return Settings(
        "settings of Python",
        {
            "gc": (gc.isenabled, lambda on: gc.enable() if on else gc.disable()),
            "gc.threshold": (gc.get_threshold, lambda threshold: gc.set_threshold(*threshold)),
            "gc.debug": (gc.get_debug, gc.set_debug),
            "recursion limit": (sys.getrecursionlimit, sys.setrecursionlimit),
            "switch interval": (sys.getswitchinterval, sys.setswitchinterval),
            "stack size of threads": (threading.stack_size, threading.stack_size),
            "tracemalloc": (tracemalloc.is_tracing, lambda on: tracemalloc.start() if on else tracemalloc.stop()),
            "socket timeout": (socket.getdefaulttimeout, socket.setdefaulttimeout),
            "size of a CSV field": (csv.field_size_limit, csv.field_size_limit),
            "warnings.filters": (lambda: tuple(warnings.filters), _set_warning_filters),
            "locale": (lambda: locale.setlocale(locale.LC_ALL), lambda name: locale.setlocale(locale.LC_ALL, name)),
            "record factory": attribute(logging.root.manager, "logRecordFactory"),
            "class of loggers": attribute(logging.root.manager, "loggerClass"),
            # After the environment, which names it.
            "time zone": (lambda: (time.timezone, time.altzone, time.daylight, *time.tzname), lambda _: time.tzset()),
            "start method of multiprocessing": (_start_method, _set_start_method),
            **{f"decimal.{name}": _of_context(getattr(decimal, name)) for name in _DECIMAL},
            # Python 3.10.7 and newer.
            **(
                {"digits of an integer": (sys.get_int_max_str_digits, sys.set_int_max_str_digits)}
                if hasattr(sys, "get_int_max_str_digits")
                else {}
            ),
            **({"dlopen flags": (sys.getdlopenflags, sys.setdlopenflags)} if hasattr(sys, "getdlopenflags") else {}),
        },
    )


def of_main() -> SettingsOfMain:
    """Each thread has its own, and what runs on others ends with them."""
    return SettingsOfMain(
        "settings of the main thread",
        {
            "trace function": (sys.gettrace, sys.settrace),
            "profile function": (sys.getprofile, sys.setprofile),
            "depth of origins": (sys.get_coroutine_origin_tracking_depth, sys.set_coroutine_origin_tracking_depth),
            "asyncgen hooks": (lambda: tuple(sys.get_asyncgen_hooks()), lambda hooks: sys.set_asyncgen_hooks(*hooks)),
            "running event loop": (asyncio._get_running_loop, asyncio._set_running_loop),
            "event loop": (loop_of_main, set_loop_of_main),
            "wakeup descriptor": (_wakeup_descriptor, signal.set_wakeup_fd),
            "name": attribute(threading.main_thread(), "name"),
        },
    )


def _wakeup_descriptor() -> int:
    descriptor = signal.set_wakeup_fd(-1)
    if descriptor != -1:
        with contextlib.suppress(ValueError):  # It is closed, or blocks since.
            signal.set_wakeup_fd(descriptor)
    return descriptor


def _set_warning_filters(filters: Any) -> None:
    warnings.filters[:] = list(filters)  # type: ignore[index]
    # What was shown once may be shown again: modules remember by the version of the filters.
    warnings.simplefilter("default")
    warnings.filters[:] = list(filters)  # type: ignore[index]


def _of_context(context: decimal.Context) -> tuple[Any, Any]:
    """New threads start with a copy of it."""

    def read() -> Any:
        raised = tuple(trap for trap, is_on in context.traps.items() if is_on)
        return (*(getattr(context, name) for name in _OF_A_CONTEXT), raised)

    def write(values: Any) -> None:
        for name, value in zip(_OF_A_CONTEXT, values, strict=False):
            setattr(context, name, value)
        for trap in context.traps:
            context.traps[trap] = trap in values[-1]

    return read, write


def _multiprocessing() -> Any:
    module = sys.modules.get("multiprocessing.context")
    return None if module is None else module._default_context


def _start_method() -> Any:
    return getattr(_multiprocessing(), "_actual_context", None)


def _set_start_method(actual: Any) -> None:
    _multiprocessing()._actual_context = actual
