"""What user code and Node are told where a connection is refused."""

from __future__ import annotations

from typing import Any

from ..protocol.errors import text_of
from ..user_code.callers import Caller
from .leading_variables import model_variable, proxy_variable


class EgressRefused(ConnectionRefusedError):
    """A failed connection, for libraries; `dspex` is the typed error for Node."""

    def __init__(self, wire: dict[str, Any]) -> None:
        super().__init__(text_of(wire))
        self.dspex = wire


def refusal_of(what: str, host: str, port: Any, caller: Caller, network: str, is_lm: bool) -> dict[str, Any]:
    """The typed error, with the user's line and the option that opens the host. One of language models is not for opening."""
    target = host if port in (None, "", 0) else f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    through = f", through {caller.library}," if caller.library else ""
    if network == "namespace":
        why = f"{caller.at}{through} asked for it; in a network namespace there is no host but Python itself"
        cure = "testEnvironmentOptions: { dspex: { network: 'guard' } }   // there allowHosts opens hosts, and SDKs reach the test's LM"
    elif is_lm:
        why = f"{caller.at}{through} asked for it; it serves language models, and no rule can answer over this connection"
        cure = "ask it by its SDK, httpx, aiohttp, requests or urllib: those are answered by the rules of the test"
    elif (variable := proxy_variable(host, port)) is not None:
        why = f"{caller.at}{through} asked for it; {variable} leads there, and with it what the test itself would answer"
        cure = "export NO_PROXY=localhost,127.0.0.1,::1; export no_proxy=$NO_PROXY"
    elif (variable := model_variable(host, port)) is not None:
        why = f"{caller.at}{through} asked for it; {variable} leads there, and nothing says that language models answer there"
        models = host if port in (80, 443) else target
        cure = f"testEnvironmentOptions: {{ dspex: {{ lm: {{ hosts: ['{models}'] }} }} }}   // so that the rules of the test answer"
    else:
        why = f"{caller.at}{through} asked for it; Python reaches no host that is not allowed"
        cure = f"testEnvironmentOptions: {{ dspex: {{ allowHosts: ['{target}'] }} }}   // or mock it in the test"
    return {"code": "EGRESS_REFUSED", "what": f"Python was refused {what} to {target}.", "why": why, "next": cure}
