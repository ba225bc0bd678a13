"""The build's end of a warm process (see `warm`), and what does its work where forking is not safe."""

import importlib
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress

from ..cache import Reads
from ..errors import PaperError
from ..reads import ALL
from .warm import PID

# Elsewhere a process that has imported much cannot be forked (macOS), or not at all (Windows).
CAN_FORK = sys.platform == "linux"


class Workshop:
    """A warm process that does tasks, each in a worker of its own.

    Parameters
    ----------
    modules : sequence of str
        What it imports before the first task.
    environment : dict
        What it sees of the machine.
    practice : str
        `module:function argument` to call once after that.
    lent : sequence of int
        Descriptors its workers may use: the control sockets of other workshops.
    """

    def __init__(
        self, modules: Sequence[str], environment: dict[str, str], practice: str = "", lent: Sequence[int] = ()
    ):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-P", "-m", "nbpaper.execution.warm", str(theirs.fileno()), practice, *modules]
        with theirs:
            self.process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # what a cell prints is in its outputs already
                pass_fds=(theirs.fileno(), *lent),
                start_new_session=True,
            )

    def call(self, target: str, *arguments: object) -> tuple[object, Reads]:
        """Do `module:function` with these arguments in a worker; return what it returns, and what it read."""
        return outcome(ask(self.control, target, *arguments)[1])

    def close(self) -> None:
        """End the warm process and every worker, whatever they are doing."""
        self.control.close()
        if self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Here:
    """A workshop that does its tasks in this process."""

    def __init__(self, environment: dict[str, str]):
        self.before = dict(os.environ)
        _become(environment)

    def call(self, target: str, *arguments: object) -> tuple[object, Reads]:
        """Do `module:function` with these arguments; return what it returns, and that it may have read anything."""
        module, _, function = target.partition(":")
        return getattr(importlib.import_module(module), function)(*arguments), {"file": [ALL]}

    def close(self) -> None:
        """Give this process its environment back."""
        _become(self.before)


def _become(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def ask(control: socket.socket, target: str, *arguments: object) -> tuple[int, socket.socket]:
    """Send a task; return the worker's process id, and the socket that its answer comes from."""
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            socket.send_fds(control, [pickle.dumps((target, arguments))], [theirs.fileno()])
        started = ours.recv(PID.size, socket.MSG_WAITALL)
    except OSError:
        started = b""
    if len(started) < PID.size:
        ours.close()
        raise PaperError("a process of the build ended before its time (killed, or out of memory?). Build again.")
    return PID.unpack(started)[0], ours


def outcome(reply: socket.socket) -> tuple[object, Reads]:
    """Wait for a worker's answer: what it returned and what it read; raise what it failed with."""
    with reply:
        answer = b"".join(iter(lambda: reply.recv(1 << 16), b""))
    if not answer:
        raise PaperError("a process of the build was killed (out of memory?). To mend: build again, with --jobs 1.")
    kind, value = pickle.loads(answer)
    if kind == "refused":
        raise PaperError(value)
    if kind == "failed":
        raise value
    if kind == "broken":
        raise RuntimeError(f"a task of the build failed:\n{value}")
    return value
