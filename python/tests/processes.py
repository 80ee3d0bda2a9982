"""A reaper with a fork server under it, as Node starts them, and what is left of them."""

from __future__ import annotations

import copy
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PACKAGE_FOLDER = str(Path(__file__).resolve().parent.parent)
#: Nothing waits that long unless it hangs: a limit that makes a hang a failure.
HANGS = 30.0

_MARK = b"dspex-jest: "


class Server:
    """One reaper. Every process below it carries the folder's name in its environment or its arguments."""

    def __init__(
        self,
        start_method: str = "fork",
        spares: int = 1,
        env: dict[str, str] | None = None,
        own_network: bool = False,
        prefix: list[str] | None = None,
        socket_path: str | None = None,
    ) -> None:
        self.root = tempfile.mkdtemp(prefix="dxp-")
        self.folder = f"{self.root}/py"
        os.mkdir(self.folder, 0o700)
        self.socket_path = socket_path or f"{self.folder}/server.sock"
        # As Node hands it on to each child, whatever environment that is given.
        measured = {name: value for name, value in os.environ.items() if name == "NODE_V8_COVERAGE"}
        own = {"PATH": os.environ["PATH"], "HOME": self.root, "DSPY_CACHEDIR": f"{self.root}/cache"}
        self.env = {**own, **measured, **(env or {})}
        self.process = self._start(prefix or [])
        self._say(
            {
                "socketPath": self.socket_path,
                "folder": self.folder,
                "startMethod": start_method,
                "spares": spares,
                "ownNetwork": own_network,
            }
        )
        self._buffer = b""
        try:
            self.first = self.event()
        except EOFError:
            self.close()
            raise

    def event(self, name: str | None = None) -> dict[str, Any]:
        """The next event, or the next of this name."""
        while True:
            mark, _, text = self._line().partition(_MARK)
            if mark or not text:
                continue
            found: dict[str, Any] = json.loads(text)
            if name is None or found["event"] == name:
                return found

    def exit_of(self, pid: int) -> dict[str, Any]:
        """How a child ended."""
        while (event := self.event("child_exit"))["pid"] != pid:
            pass
        return event

    def in_folder(self, root: str) -> Server:
        """The same one, for children that have another folder as their world. The events so far are nobody's: they must not fill the pipe."""
        assert self.process.stdout is not None
        while select.select([self.process.stdout], [], [], 0)[0] and os.read(self.process.stdout.fileno(), 65536):
            pass
        other = copy.copy(self)
        other.root = root
        return other

    def stderr(self) -> str:
        """All that the reaper and the server wrote, once they have ended."""
        assert self.process.stderr is not None
        return self.process.stderr.read().decode()

    def close(self) -> None:
        """End it as Node does, by its lifeline."""
        assert self.process.stdin is not None and self.process.stdout is not None and self.process.stderr is not None
        self.process.stdin.close()
        self.process.wait(HANGS)
        self.process.stdout.close()
        self.process.stderr.close()
        shutil.rmtree(self.root, ignore_errors=True)

    def _start(self, prefix: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*prefix, sys.executable, f"{PACKAGE_FOLDER}/dspex_bridge/start.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env=self.env,
            start_new_session=True,
        )

    def _say(self, start: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(start).encode() + b"\n")
        self.process.stdin.flush()

    def _line(self) -> bytes:
        assert self.process.stdout is not None
        fd = self.process.stdout.fileno()
        while b"\n" not in self._buffer:
            if not select.select([fd], [], [], HANGS)[0]:
                raise TimeoutError("no event came")
            read = os.read(fd, 65536)
            if not read:
                raise EOFError(f"the reaper's events ended: {self.stderr()}")
            self._buffer += read
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line


def is_running(pid: int) -> bool:
    """A zombie has ended."""
    return state_of(pid) not in "ZX"


def state_of(pid: int) -> str:
    """The kernel's letter for it: proc_pid_stat(5). X for one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def left_of(pids: list[int]) -> list[int]:
    """Those of them that go on running, after they had time to end."""
    until = time.monotonic() + 2
    while (running := [pid for pid in pids if is_running(pid)]) and time.monotonic() < until:
        time.sleep(0.005)
    return running
