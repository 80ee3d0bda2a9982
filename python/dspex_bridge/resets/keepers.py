"""All that is put back, in its order."""

from __future__ import annotations

from ..programs.sessions import Sessions
from ..tasks.event_loop import EventLoop
from . import dspy_state, imported_modules, module_names, process_limits, python_settings, signals
from .environment_state import Environment
from .kept_sessions import OpenSessions
from .kept_state import Keeper
from .logging_state import Logging
from .loop_settings import LoopSettings
from .module_contents import ModuleContents
from .random_state import RandomState
from .registrations import Codecs, KeptForGood
from .streams import Streams


def all_keepers(event_loop: EventLoop, sessions: Sessions) -> list[Keeper]:
    """Modules and their names come first: what follows calls functions by them. Then limits: what follows may need what they deny."""
    return [
        imported_modules.of_the_process(),
        *module_names.keepers(),
        process_limits.of_the_kernel(),
        Environment(),
        python_settings.of_the_process(),
        ModuleContents(),
        Streams(),
        Logging(),
        signals.Timers(),
        signals.Signals(),
        signals.BlockedSignals(),
        signals.FaultHandler(),
        python_settings.of_main(),
        LoopSettings(event_loop),
        RandomState(),
        Codecs(),
        KeptForGood(),
        *dspy_state.keepers(),
        OpenSessions(sessions),
    ]


def look_ahead() -> None:
    """In a process that others are forked from: each of them would copy the pages of all modules and names, 7 MB, to hold them once more."""
    looked_at: list[Keeper] = [imported_modules.of_the_process(), *module_names.keepers()]
    for keeper in looked_at:
        keeper.capture()
