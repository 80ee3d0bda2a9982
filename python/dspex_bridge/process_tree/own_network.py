"""A network namespace: the kernel itself lets a process and all below it reach nothing but one another. Standard library only."""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import sys
from pathlib import Path
from typing import Any

if sys.platform == "linux":
    import fcntl

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1


def enter() -> None:
    """Move this (single-threaded) process to a network of its own with loopback alone. OSError where the kernel forbids it."""
    if sys.platform != "linux":  # pragma: no cover - not on Linux
        raise OSError(f"{sys.platform} has no network namespaces")
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.getuid(), os.getgid()
    # Root needs no user namespace, and is spared what one takes away; anybody else may have a network only inside of one.
    if libc.unshare(_CLONE_NEWNET) != 0:
        if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), "unshare")
        _keep_identity(uid, gid)
    _raise_loopback()


def refused(error: OSError) -> dict[str, Any]:
    """The typed error for a kernel that forbids it."""
    return {
        "code": "NETWORK_NAMESPACE_REFUSED",
        "what": "Python cannot be given a network namespace.",
        "why": f"the kernel, or the container around it, forbids it: {error}",
        "next": "unshare -rn true   # has to work; or set testEnvironmentOptions: { dspex: { network: 'guard' } }",
    }


def _keep_identity(uid: int, gid: int) -> None:
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _IFF_UP))
