"""What a child and the fork server say to each other over the child's link: one byte, mostly with a descriptor."""

from __future__ import annotations

import array
import socket
from typing import NamedTuple

#: From a child: "I took this connection", with a duplicate of it.
TOOK_CONNECTION = b"t"
#: From a child: "this is the link of a copy of mine", with the link; the copy's pid follows.
HAS_COPY = b"f"
#: From the server: "the copy is mine now"; a child passes it on to its copy.
ADOPTED = b"k"
#: From the server: "there is no room for a copy".
REFUSED = b"n"
PID_BYTES = 4


class LinkMessage(NamedTuple):
    """A message with the descriptor that came with it."""

    is_about_a_copy: bool
    descriptor: int


def send_with_descriptor(link: socket.socket, message: bytes, descriptor: int) -> None:
    """Send a message with a duplicate of the descriptor."""
    link.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))])


def receive(link: socket.socket) -> LinkMessage | None:
    """The next message; None when the link is closed."""
    descriptors = array.array("i")
    try:
        message, ancillary, _, _ = link.recvmsg(1, socket.CMSG_SPACE(descriptors.itemsize))
    except ConnectionResetError:  # pragma: no cover - the other end died with something unread
        return None
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
    return LinkMessage(message == HAS_COPY, descriptors[0]) if message and descriptors else None


def receive_pid(link: socket.socket) -> int | None:
    """The pid that follows `HAS_COPY`; None where the child ended before it said which it is."""
    announced = link.recv(PID_BYTES, socket.MSG_WAITALL)
    return int.from_bytes(announced, "little") if len(announced) == PID_BYTES else None
