"""Who says what a program is doing: DSPy's own words, a provider of the user's, or functions in Node."""

from __future__ import annotations

from typing import Any

from dspy.streaming import StatusMessageProvider

from ..dspy_door import values
from ..dspy_door.current_execute import current_execute
from ..dspy_door.stop import waiting_for_node
from ..programs.imports import import_path
from ..protocol.errors import BridgeError
from ..protocol.peer import Peer


class Status:
    """Of one stream. `asked`: null for DSPy's own, false for none, `pkg.mod:Provider`, or the names of functions in Node."""

    def __init__(self, asked: Any, tools_id: str, peer: Peer) -> None:
        self.is_wanted = asked is not False
        self._node = _NodeProvider(asked, tools_id, peer) if isinstance(asked, list) else None
        self.provider = self._node or (_imported(asked) if isinstance(asked, str) else None)

    def raise_what_failed(self) -> None:
        """DSPy logs what a callback raises and goes on."""
        if self._node is not None and self._node.failed is not None:
            raise self._node.failed


def _imported(path: str) -> StatusMessageProvider:
    made = import_path(path)
    provider = made() if isinstance(made, type) else made
    if isinstance(provider, StatusMessageProvider):
        return provider
    raise BridgeError(
        "STREAM_INVALID",
        f'"{path}" gives a {type(provider).__name__}, not a dspy.streaming.StatusMessageProvider.',
        "status messages are said by one, or by functions: { toolStart: ({ name }) => `…` }",
        f"class {path.rpartition(':')[2]}(dspy.streaming.StatusMessageProvider): …",
    )


class _NodeProvider(StatusMessageProvider):  # type: ignore[misc]
    """Asks the functions that there are; for the others DSPy's words stand."""

    def __init__(self, moments: list[str], tools_id: str, peer: Peer) -> None:
        self._moments = moments
        self._tools_id = tools_id
        self._peer = peer
        self.failed: BaseException | None = None

    def tool_start_status_message(self, instance: Any, inputs: dict[str, Any]) -> Any:
        """Before a tool."""
        default = super().tool_start_status_message(instance, inputs)
        return self._say("toolStart", {"name": instance.name, "inputs": inputs.get("kwargs", inputs)}, default)

    def tool_end_status_message(self, outputs: Any) -> Any:
        """After a tool."""
        return self._say("toolEnd", {"outputs": outputs}, super().tool_end_status_message(outputs))

    def module_start_status_message(self, instance: Any, inputs: dict[str, Any]) -> Any:
        """Before a module."""
        return self._say("moduleStart", {"name": type(instance).__name__, "inputs": inputs.get("kwargs", inputs)}, None)

    def module_end_status_message(self, outputs: Any) -> Any:
        """After a module."""
        return self._say("moduleEnd", {"outputs": outputs}, None)

    def lm_start_status_message(self, instance: Any, inputs: dict[str, Any]) -> Any:
        """Before an LM call."""
        return self._say("lmStart", {"name": instance.model, "inputs": inputs}, None)

    def lm_end_status_message(self, outputs: Any) -> Any:
        """After an LM call."""
        return self._say("lmEnd", {"outputs": outputs}, None)

    def _say(self, moment: str, about: dict[str, Any], default: Any) -> Any:
        if moment not in self._moments:
            return default
        try:
            return self._ask(moment, {name: _plain(value) for name, value in about.items()})
        except Exception as error:
            self.failed = self.failed or error
            raise

    def _ask(self, moment: str, about: dict[str, Any]) -> Any:
        params = {"executeId": current_execute(), "id": self._tools_id, "name": moment, "arguments": about}
        with waiting_for_node():
            return values.decode(self._peer.request("call_tool", params)["value"])


def _plain(value: Any) -> Any:
    """A callback sees whatever passes by: what has no JSON form is told in words."""
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    try:
        return values.encode(value, "status")
    except Exception:
        return repr(value)
