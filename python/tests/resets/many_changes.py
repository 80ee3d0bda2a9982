"""Changes that a test can make in its process, each with a look at what it changed: the module of a user's that a child imports."""

from __future__ import annotations

import asyncio
import atexit
import builtins
import codecs
import collections
import concurrent.futures
import contextlib
import contextvars
import csv
import ctypes
import datetime
import decimal
import email.utils
import faulthandler
import functools
import gc
import inspect
import io
import json
import locale
import logging
import mimetypes
import multiprocessing
import os
import queue
import random
import resource
import shutil
import signal
import smtplib
import socket
import ssl
import string
import subprocess
import sys
import tempfile
import threading
import time
import types
import urllib.parse
import urllib.request
import uuid
import warnings
import zoneinfo
from collections.abc import Callable
from typing import Any

import dspy
import numpy

VARIABLE = contextvars.ContextVar("VARIABLE", default="default")
LIBC = ctypes.CDLL(None)
LIBC.getenv.restype = ctypes.c_char_p
LOGGER = logging.getLogger("many_changes")
HANDLER = logging.StreamHandler(sys.stderr)
LOGGER.addHandler(HANDLER)
#: What a test holds on to, as its own module's globals would.
HELD: list[Any] = []

Look = Callable[[], Any]
CHANGES: dict[str, tuple[Look, Callable[[], object]]] = {}
#: Python keeps these for good: told, and the process is not used again.
TOLD = {"atexit callback", "fork callback", "audit hook"}


def nothing(*_: Any, **__: Any) -> None:
    return None


def change(name: str, look: Look) -> Callable[[Callable[[], object]], None]:
    def add(function: Callable[[], object]) -> None:
        CHANGES[name] = (look, function)

    return add


def bind(owner: Any, name: str, value: Any = nothing) -> None:
    """A name that is bound to something else, or bound at all."""
    original = vars(owner).get(name, "not there")
    label = f"{getattr(owner, '__name__', type(owner).__name__)}.{name}"
    CHANGES[label] = (lambda: vars(owner).get(name, "not there") is original, lambda: setattr(owner, name, value))


def is_open(fd: int) -> Any:
    try:
        return os.readlink(f"/proc/self/fd/{fd}").replace(str(os.getpid()), "PID"), os.get_blocking(fd)
    except OSError as error:
        return str(error)


def stream_of(name: str) -> Any:
    stream = getattr(sys, name)
    with contextlib.suppress(ValueError):
        return type(stream).__name__, stream.closed, stream.errors, sorted(vars(stream)), stream.fileno()
    return "detached"


def current_loop() -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return type(asyncio.get_event_loop()).__name__
    except RuntimeError as error:
        return str(error)[:28]


def default_context(name: str) -> Any:
    context = getattr(decimal, name)
    return context.prec, context.rounding, context.traps[decimal.Inexact]


# The environment, and where the process is.
change("variable", lambda: os.environ.get("PT_SET"))(lambda: os.environ.__setitem__("PT_SET", "1"))
change("variable removed", lambda: "HOME" in os.environ)(lambda: os.environ.pop("HOME", None))
change("all variables removed", lambda: sorted(os.environ))(lambda: os.environ.clear())
change("os.environ rebound", lambda: type(os.environ).__name__)(lambda: setattr(os, "environ", {"PT": "1"}))
change("os.putenv", lambda: LIBC.getenv(b"PT_RAW"))(lambda: os.putenv("PT_RAW", "1"))
change("os.unsetenv", lambda: LIBC.getenv(b"PATH"))(lambda: os.unsetenv("PATH"))
change("time zone", lambda: (time.tzname, time.localtime(0).tm_hour))(lambda: (os.environ.update(TZ="Pacific/Kiritimati"), time.tzset()))
change("directory", os.getcwd)(lambda: os.chdir("/usr"))
change("umask", lambda: (mask := os.umask(0o22), os.umask(mask))[0])(lambda: os.umask(0o7))
change("locale", lambda: locale.setlocale(locale.LC_ALL))(lambda: locale.setlocale(locale.LC_ALL, "C.UTF-8"))
change("tempfile.tempdir", tempfile.gettempdir)(lambda: setattr(tempfile, "tempdir", "/usr"))

# Where modules come from.
change("sys.path", lambda: list(sys.path))(lambda: sys.path.insert(0, "/changed"))
change("sys.path rebound", lambda: list(sys.path))(lambda: setattr(sys, "path", [*sys.path, "/rebound"]))
change("sys.argv", lambda: list(sys.argv))(lambda: sys.argv.append("changed"))
change("sys.meta_path", lambda: len(sys.meta_path))(lambda: sys.meta_path.append(types.SimpleNamespace(find_spec=nothing)))
change("sys.path_hooks", lambda: len(sys.path_hooks))(lambda: sys.path_hooks.insert(0, zip))
change("fake module", lambda: "pt_fake" in sys.modules)(lambda: sys.modules.__setitem__("pt_fake", types.ModuleType("pt_fake")))
change("module replaced", lambda: type(sys.modules.get("csv")).__name__)(lambda: sys.modules.__setitem__("csv", types.SimpleNamespace()))
change("module removed", lambda: sys.modules.get("mimetypes") is mimetypes)(lambda: sys.modules.pop("mimetypes", None))
change("module barred", lambda: "pt_barred" in sys.modules)(lambda: sys.modules.__setitem__("pt_barred", None))

# Standard streams.
change("stdout replaced", lambda: stream_of("stdout"))(lambda: setattr(sys, "stdout", io.StringIO()))
change("stderr replaced", lambda: stream_of("stderr"))(lambda: setattr(sys, "stderr", io.StringIO()))
change("stdin replaced", lambda: stream_of("stdin"))(lambda: setattr(sys, "stdin", io.StringIO("typed")))
change("stdout closed", lambda: stream_of("stdout"))(lambda: sys.stdout.close())
change("stderr closed", lambda: stream_of("stderr"))(lambda: sys.stderr.close())
change("stdin closed", lambda: stream_of("stdin"))(lambda: sys.stdin.close())
change("stdout detached", lambda: stream_of("stdout"))(lambda: sys.stdout.detach())
change("stdout reconfigured", lambda: stream_of("stdout"))(lambda: sys.stdout.reconfigure(errors="strict"))
change("stdout.write", lambda: stream_of("stdout"))(lambda: setattr(sys.stdout, "write", nothing))
change("__stdout__ closed", lambda: stream_of("__stdout__"))(lambda: sys.__stdout__.close())
change("descriptor 0 closed", lambda: is_open(0))(lambda: os.close(0))
change("descriptor 1 closed", lambda: is_open(1))(lambda: os.close(1))
change("descriptor 2 elsewhere", lambda: is_open(2))(lambda: (fd := os.open(os.devnull, os.O_WRONLY), os.dup2(fd, 2), os.close(fd)))
change("descriptor 1 non-blocking", lambda: is_open(1))(lambda: os.set_blocking(1, False))

# Numbers and switches of Python.
change("recursion limit", sys.getrecursionlimit)(lambda: sys.setrecursionlimit(5000))
change("switch interval", sys.getswitchinterval)(lambda: sys.setswitchinterval(0.5))
change("digits", sys.get_int_max_str_digits)(lambda: sys.set_int_max_str_digits(0))
change("dlopen flags", sys.getdlopenflags)(lambda: sys.setdlopenflags(os.RTLD_NOW | os.RTLD_GLOBAL))
change("gc off", gc.isenabled)(gc.disable)
change("gc thresholds", gc.get_threshold)(lambda: gc.set_threshold(7, 7, 7))
change("gc debug", gc.get_debug)(lambda: gc.set_debug(gc.DEBUG_UNCOLLECTABLE))
change("gc callback", lambda: len(gc.callbacks))(lambda: gc.callbacks.append(nothing))
change("socket timeout", socket.getdefaulttimeout)(lambda: socket.setdefaulttimeout(5))
change("stack size", threading.stack_size)(lambda: threading.stack_size(1 << 20))
change("size of a CSV field", csv.field_size_limit)(lambda: csv.field_size_limit(10))
change("trace function", lambda: getattr(sys.gettrace(), "__name__", None) == "nothing")(lambda: sys.settrace(nothing))
change("profile function", lambda: getattr(sys.getprofile(), "__name__", None))(lambda: sys.setprofile(nothing))
change("threading.settrace", lambda: getattr(threading._trace_hook, "__name__", None))(lambda: threading.settrace(nothing))
change("threading.setprofile", lambda: getattr(threading._profile_hook, "__name__", None))(lambda: threading.setprofile(nothing))
change("asyncgen hooks", lambda: tuple(sys.get_asyncgen_hooks()))(lambda: sys.set_asyncgen_hooks(nothing, nothing))
change("depth of origins", sys.get_coroutine_origin_tracking_depth)(lambda: sys.set_coroutine_origin_tracking_depth(3))
change("name of the thread", lambda: threading.main_thread().name)(lambda: setattr(threading.current_thread(), "name", "changed"))

# Warnings.
change("warning filter", lambda: len(warnings.filters))(lambda: warnings.simplefilter("error"))
change("warnings caught for good", lambda: warnings.showwarning.__module__)(
    lambda: HELD.append(warnings.catch_warnings(record=True)) or HELD[-1].__enter__()
)
change("warnings to loggers", lambda: warnings.showwarning.__name__)(lambda: logging.captureWarnings(True))
change("warnings shown once", lambda: dict(warnings.onceregistry))(lambda: warnings.onceregistry.update(changed=1))

# Loggers.
change("root level", lambda: logging.root.level)(lambda: logging.root.setLevel(7))
change("root handler", lambda: len(logging.root.handlers))(lambda: logging.basicConfig(force=True))
change("logger level", lambda: LOGGER.level)(lambda: LOGGER.setLevel(7))
change("logger propagates", lambda: LOGGER.propagate)(lambda: setattr(LOGGER, "propagate", False))
change("logger disabled", lambda: LOGGER.disabled)(lambda: setattr(LOGGER, "disabled", True))
change("logger filter", lambda: len(LOGGER.filters))(lambda: LOGGER.addFilter(nothing))
change("logger function", lambda: "info" in vars(LOGGER))(lambda: setattr(LOGGER, "info", nothing))
change("logger handlers", lambda: len(LOGGER.handlers))(lambda: setattr(LOGGER, "handlers", []))
change("new logger", lambda: logging.getLogger("pt.new").level)(lambda: logging.getLogger("pt.new").setLevel(7))
change("handler level", lambda: HANDLER.level)(lambda: HANDLER.setLevel(7))
change("handler filter", lambda: len(HANDLER.filters))(lambda: HANDLER.addFilter(nothing))
change("handler formatter", lambda: HANDLER.formatter is None)(lambda: HANDLER.setFormatter(logging.Formatter("x")))
change("handler stream", lambda: HANDLER.stream is sys.stderr)(lambda: HANDLER.setStream(io.StringIO()))
change("logging disabled", lambda: logging.root.manager.disable)(lambda: logging.disable(logging.ERROR))
change("record factory", lambda: logging.getLogRecordFactory().__name__)(lambda: logging.setLogRecordFactory(nothing))
change("logger class", lambda: logging.getLoggerClass().__name__)(lambda: logging.setLoggerClass(type("Mine", (logging.Logger,), {})))
change("level name", lambda: logging.getLevelName(logging.INFO))(lambda: logging.addLevelName(logging.INFO, "CHANGED"))

# Signals and timers.
change("signal handler", lambda: signal.getsignal(signal.SIGUSR2))(lambda: signal.signal(signal.SIGUSR2, nothing))
change("signal ignored", lambda: signal.getsignal(signal.SIGTERM))(lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN))
change("real timer", lambda: signal.getitimer(signal.ITIMER_REAL))(lambda: signal.alarm(600))
change("virtual timer", lambda: signal.getitimer(signal.ITIMER_VIRTUAL))(lambda: signal.setitimer(signal.ITIMER_VIRTUAL, 600))
change("profiling timer", lambda: signal.getitimer(signal.ITIMER_PROF))(lambda: signal.setitimer(signal.ITIMER_PROF, 600))
change("blocked signals", lambda: len(signal.pthread_sigmask(signal.SIG_BLOCK, ())))(
    lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
)
change("pending signal", lambda: len(signal.sigpending()))(
    lambda: (signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2}), signal.raise_signal(signal.SIGUSR2))
)
change("wakeup descriptor", lambda: (fd := signal.set_wakeup_fd(-1), signal.set_wakeup_fd(fd))[0])(
    lambda: (os.set_blocking(1, False), signal.set_wakeup_fd(1))
)
change("faulthandler off", faulthandler.is_enabled)(faulthandler.disable)
change("faulthandler later", lambda: "the process lives")(lambda: faulthandler.dump_traceback_later(0.5, exit=True))
change("faulthandler signal", lambda: faulthandler.unregister(signal.SIGUSR2))(lambda: faulthandler.register(signal.SIGUSR2))

# Limits.
change("open files", lambda: resource.getrlimit(resource.RLIMIT_NOFILE))(
    lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (200, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
)
change("core files", lambda: resource.getrlimit(resource.RLIMIT_CORE))(
    lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
)
change("processor time", lambda: resource.getrlimit(resource.RLIMIT_CPU)[0])(
    lambda: resource.setrlimit(resource.RLIMIT_CPU, (3600, resource.getrlimit(resource.RLIMIT_CPU)[1]))
)
change("processors", lambda: sorted(os.sched_getaffinity(0)))(lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}))

# Names.
for owner, name in (
    *((builtins, name) for name in ("open", "print", "input", "pt_new", "__build_class__")),
    *((sys, name) for name in ("excepthook", "displayhook", "unraisablehook", "breakpointhook", "tracebacklimit", "ps1", "exit")),
    *((time, name) for name in ("sleep", "time", "perf_counter", "monotonic")),
    *((os, name) for name in ("getcwd", "listdir", "remove")),
    *((os.path, name) for name in ("exists", "join")),
    *((random, name) for name in ("choice", "shuffle")),
    *((logging, name) for name in ("raiseExceptions", "lastResort", "info", "getLogger")),
    *((warnings, name) for name in ("showwarning", "formatwarning", "warn")),
    *((threading, name) for name in ("excepthook", "Thread")),
    *((urllib.request, name) for name in ("urlopen", "_opener")),
    *((dspy, name) for name in ("LM", "Predict", "pt_new")),
    (sys, "dont_write_bytecode"), (json, "dumps"), (datetime, "datetime"), (uuid, "uuid4"), (subprocess, "run"), (socket, "create_connection"),
    (inspect, "signature"), (string, "ascii_letters"), (concurrent.futures, "ThreadPoolExecutor"), (urllib.parse, "quote"), (queue, "Queue"),
    (smtplib, "SMTP"), (functools, "lru_cache"), (collections, "OrderedDict"), (email.utils, "formatdate"), (zoneinfo, "ZoneInfo"),
    (ssl, "_create_default_https_context"), (asyncio, "sleep"), (shutil, "rmtree"), (gc, "collect"), (signal, "alarm"),
):  # fmt: skip
    bind(owner, name)

# Tables.
change("codec", lambda: codecs_find("pt-codec"))(
    lambda: codecs.register(lambda name: codecs.lookup("utf-8") if name.startswith("pt") else None)
)
change("error handler", lambda: error_handler("pt_handler"))(lambda: codecs.register_error("pt_handler", nothing))
change("known error handler", lambda: codecs.lookup_error("replace").__name__)(lambda: codecs.register_error("replace", nothing))
change("MIME type", lambda: mimetypes.guess_type("a.pt")[0])(lambda: mimetypes.add_type("text/pt", ".pt"))
change("archive format", lambda: len(shutil.get_archive_formats()))(lambda: shutil.register_archive_format("pt", nothing, [], "x"))

# Numbers.
change("decimal", lambda: (decimal.getcontext().prec, decimal.getcontext().rounding))(lambda: setattr(decimal.getcontext(), "prec", 5))
change("decimal replaced", lambda: decimal.getcontext().prec)(lambda: decimal.setcontext(decimal.Context(prec=3)))
change("decimal of new threads", lambda: default_context("DefaultContext"))(lambda: setattr(decimal.DefaultContext, "prec", 5))
change("decimal traps", lambda: default_context("BasicContext"))(lambda: decimal.BasicContext.traps.__setitem__(decimal.Inexact, True))
change("context variable", VARIABLE.get)(lambda: VARIABLE.set("changed"))
change("numpy errors", lambda: sorted(numpy.geterr().items()))(lambda: numpy.seterr(all="raise"))
change("numpy printing", lambda: numpy.get_printoptions()["precision"])(lambda: numpy.set_printoptions(precision=2))
change("random", lambda: random.random())(lambda: random.seed(99))
change("numpy random", lambda: float(numpy.random.random()))(lambda: numpy.random.seed(99))

# Loops and processes.
change("no current loop", current_loop)(lambda: asyncio.run(asyncio.sleep(0)))
change("current loop", current_loop)(lambda: (loop := asyncio.new_event_loop(), asyncio.set_event_loop(loop), loop.close()))
change("loop policy", lambda: type(asyncio.events._event_loop_policy).__name__)(
    lambda: asyncio.set_event_loop_policy(type("Mine", (asyncio.DefaultEventLoopPolicy,), {})())
)
change("start method", lambda: multiprocessing.get_start_method(allow_none=True))(
    lambda: multiprocessing.set_start_method("spawn", force=True)
)

# DSPy.
change("dspy.configure", lambda: (type(dspy.settings.adapter).__name__, "pt" in dspy.settings))(
    lambda: dspy.configure(adapter=dspy.JSONAdapter(), pt=1)
)
change("another LM", lambda: dspy.settings.lm.model)(lambda: dspy.configure(lm=dspy.LM("openai/pt")))
change("no LM", lambda: dspy.settings.lm is None)(lambda: dspy.configure(lm=None))
change("kwargs of the LM", lambda: sorted(dspy.settings.lm.kwargs))(lambda: dspy.settings.lm.kwargs.update(pt=1))
change("kwargs in the LM's kwargs", lambda: dspy.settings.lm.kwargs.get("pt"))(
    lambda: dspy.settings.lm.kwargs.setdefault("pt", {}).update(a=[1])
)
change("callbacks of the LM", lambda: len(dspy.settings.lm.callbacks))(lambda: dspy.settings.lm.callbacks.append(nothing))
change("history of the LM", lambda: len(dspy.settings.lm.history))(lambda: dspy.settings.lm.history.append({"prompt": "pt"}))
change("model of the LM", lambda: dspy.settings.lm.model)(lambda: setattr(dspy.settings.lm, "model", "openai/pt"))
change("attribute of the LM", lambda: hasattr(dspy.settings.lm, "pt"))(lambda: setattr(dspy.settings.lm, "pt", 1))
change("callbacks", lambda: len(dspy.settings.callbacks))(lambda: dspy.settings.callbacks.append(nothing))
change("history", lambda: len(dspy.clients.base_lm.GLOBAL_HISTORY))(lambda: dspy.clients.base_lm.GLOBAL_HISTORY.append({"prompt": "pt"}))
change("dspy.context", lambda: "pt_context" in dspy.settings)(lambda: HELD.append(dspy.context(pt_context=1)) or HELD[-1].__enter__())
change("memory cache", lambda: dspy.cache.enable_memory_cache)(
    lambda: dspy.configure_cache(enable_disk_cache=False, enable_memory_cache=True)
)
change("dspy.disable_logging", lambda: dspy.utils.logging_utils.DSPY_LOGGING_STREAM.enabled)(dspy.disable_logging)

# What Python keeps for good.
change("atexit callback", lambda: "it is called later")(lambda: atexit.register(nothing))
change("fork callback", lambda: "it is called later")(lambda: os.register_at_fork(before=nothing))
change("audit hook", lambda: "it is called later")(lambda: sys.addaudithook(nothing))


def codecs_find(name: str) -> bool:
    try:
        return bool(codecs.lookup(name))
    except LookupError:
        return False


def error_handler(name: str) -> str:
    try:
        return "x".encode("ascii", name).decode() and "\u00e9".encode("ascii", name).decode()
    except (LookupError, TypeError) as error:
        return type(error).__name__


class LookAtAll(dspy.Module):
    def forward(self) -> Any:
        return dspy.Prediction(seen={name: looked_at(look) for name, (look, _) in CHANGES.items()})


def looked_at(look: Look) -> str:
    try:
        return repr(look())
    except Exception as error:
        return repr(error)


class ChangeSome(dspy.Module):
    """One that another prevents, such as a write to a stream that is closed, changes nothing."""

    def forward(self, names: list[str]) -> Any:
        for name in names:
            with contextlib.suppress(Exception):
                CHANGES[name][1]()
        return dspy.Prediction(done=True)
