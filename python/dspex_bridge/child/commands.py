"""The command table: what each request of Node's does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..protocol.params import Params
from . import hello, measure_commands, optimize_commands, process_commands, program_commands, session_commands
from .context import Context

Command = Callable[[Context, Any, Params], Any]

#: Without those that are about the threads of the process itself: the service does them.
COMMANDS: dict[str, Command] = {
    "hello": hello.hello,
    "ping": process_commands.ping,
    "stats": process_commands.stats,
    "where": process_commands.where,
    "begin_attempt": process_commands.begin_attempt,
    "end_attempt": process_commands.end_attempt,
    "open_session": session_commands.open_session,
    "reset_session": session_commands.reset_session,
    "close_session": session_commands.close_session,
    "list_sessions": session_commands.list_sessions,
    "configure_lm": session_commands.configure_lm,
    "init_test_lm": session_commands.init_test_lm,
    "configure_settings": session_commands.configure_settings,
    "history": session_commands.history,
    "create_program": program_commands.create_program,
    "load_module": program_commands.load_module,
    "execute": program_commands.execute,
    "execute_and_measure": measure_commands.execute_and_measure,
    "input_names": measure_commands.input_names,
    "optimize": optimize_commands.optimize,
    "embed": optimize_commands.embed,
    "program_state": program_commands.program_state,
    "stream": program_commands.stream,
    "stop_stream": program_commands.stop_stream,
    "list_programs": program_commands.list_programs,
    "program_info": program_commands.program_info,
    "delete_program": program_commands.delete_program,
    "save_program": program_commands.save_program,
    "load_program": program_commands.load_program,
}
