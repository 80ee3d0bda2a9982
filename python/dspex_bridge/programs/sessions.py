"""Sessions: namespaces of programs with settings of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..protocol.errors import BridgeError
from .inputs import Inputs
from .nearest import did_you_mean


@dataclass
class Program:
    """A DSPy module under an id."""

    module: Any
    info: dict[str, Any]
    inputs: Inputs

    @property
    def name(self) -> str:
        """For errors: the path that a user wrote, or the id, which may have been made."""
        module: str = self.info["module"]
        return module if ":" in module else f'the program "{self.info["id"]}"'


@dataclass
class Session:
    """Programs, and the settings they run under."""

    id: str
    programs: dict[str, Program] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)

    def refuse_duplicate(self, program_id: str) -> None:
        """PROGRAM_EXISTS for an id that is taken."""
        if program_id in self.programs:
            taken = self.programs[program_id].info["module"]
            raise BridgeError(
                "PROGRAM_EXISTS",
                f'The program "{program_id}" exists already.',
                f"session {self.id} holds it ({taken})",
                "give it another id, or delete the first: program.delete()",
            )

    def add(self, program_id: str, program: Program) -> Program:
        """Keep a program; it knows its id and session from now on."""
        self.refuse_duplicate(program_id)
        program.info.update(id=program_id, session=self.id)
        self.programs[program_id] = program
        return program

    def get(self, program_id: str) -> Program:
        """PROGRAM_NOT_FOUND lists what is there."""
        if program_id not in self.programs:
            ids = list(self.programs)
            raise BridgeError(
                "PROGRAM_NOT_FOUND",
                f'There is no program "{program_id}".',
                f"session {self.id} holds: {', '.join(ids) or 'none'}.{did_you_mean(program_id, ids)}",
                "create it first: dspex.createProgram({ signature: 'question -> answer' })",
            )
        return self.programs[program_id]


class Sessions:
    """All sessions of a process."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    @property
    def all(self) -> list[Session]:
        """In order of opening."""
        return list(self._sessions.values())

    @all.setter
    def all(self, sessions: list[Session]) -> None:
        self._sessions = {session.id: session for session in sessions}

    @property
    def ids(self) -> list[str]:
        """In order of opening."""
        return list(self._sessions)

    @property
    def program_count(self) -> int:
        """Over all sessions."""
        return sum(len(session.programs) for session in self._sessions.values())

    def open(self, session_id: str) -> None:
        """SESSION_EXISTS for an id that is open."""
        if session_id in self._sessions:
            raise BridgeError(
                "SESSION_EXISTS",
                f'The session "{session_id}" is open already.',
                f"open: {', '.join(self.ids)}",
                "const session = await dspex.openSession()",
            )
        self._sessions[session_id] = Session(session_id)

    def get(self, session_id: str) -> Session:
        """SESSION_NOT_FOUND lists what is open."""
        if session_id not in self._sessions:
            raise BridgeError(
                "SESSION_NOT_FOUND",
                f'There is no session "{session_id}".',
                f"open: {', '.join(self.ids) or 'none'}.{did_you_mean(session_id, self.ids)}",
                "const session = await dspex.openSession()",
            )
        return self._sessions[session_id]

    def reset(self, session_id: str) -> None:
        """As if just opened."""
        self.get(session_id)
        self._sessions[session_id] = Session(session_id)

    def close(self, session_id: str) -> None:
        """Forget it and its programs."""
        self.get(session_id)
        del self._sessions[session_id]
