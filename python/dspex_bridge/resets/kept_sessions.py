"""What a test may have changed in our sessions and in the programs that were there before it."""

from __future__ import annotations

from typing import Any

from ..programs.sessions import Program, Session, Sessions
from .contents import Insides
from .kept_state import State


class OpenSessions:
    """Our sessions and what is in them. Programs that were there before are as they were, to the depth of their modules' attributes."""

    name = "sessions"
    learns_from_imports = False
    authors = None

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def capture(self) -> State:
        """Session objects with their programs and settings."""
        return {session.id: (session, dict(session.programs), dict(session.settings), _insides(session)) for session in self._sessions.all}

    def is_at(self, _: State) -> bool:
        """What is in a program is looked at while it is put back."""
        return False

    def restore(self, saved: State) -> None:
        """Sessions and programs that came since are gone."""
        for session, programs, settings, insides in saved.values():
            session.programs, session.settings = programs, settings
            for inside in insides:
                inside.put_back()
        self._sessions.all = [session for session, *_ in saved.values()]


def _insides(session: Session) -> list[Insides]:
    return [Insides(owner) for program in session.programs.values() for owner in _modules_of(program)]


def _modules_of(program: Program) -> list[Any]:
    parts = [part for _, part in program.module.named_sub_modules()] if hasattr(program.module, "named_sub_modules") else []
    return [owner for owner in {id(part): part for part in [program.module, *parts]}.values() if hasattr(owner, "__dict__")]
