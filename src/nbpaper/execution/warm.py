"""A warm process: it imports once, then forks a worker for each task it is sent, and dies with whoever started it.

It keeps no thread and opens nothing but its socket, so that forking it is safe. It leads a process group of its
own: when the build ends, in whatever way, the socket closes, and the group is killed, whatever it is doing.
"""

import ctypes
import gc
import importlib
import os
import pickle
import signal
import socket
import struct
import sys
import traceback
import warnings
from types import SimpleNamespace

from .. import reads
from ..errors import PaperError

LARGEST = 1 << 18  # bytes of a task; what is larger goes through files
PID = struct.Struct("=i")
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main(descriptor: str, practice: str, *modules: str) -> None:
    """Warm up, then serve tasks from the socket until it closes.

    `practice` is `module:function argument`, called once after the modules are imported, or nothing.
    """
    control = socket.socket(fileno=int(descriptor))
    failure = _warm_up(modules, practice)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system collects workers that have ended
    while True:
        task, descriptors, *_ = socket.recv_fds(control, LARGEST, 1)
        if not task:
            os.killpg(0, signal.SIGKILL)
        reply = socket.socket(fileno=descriptors[0])
        worker = os.fork()
        if worker == 0:
            control.close()
            _work(task, reply, failure)
        try:
            reply.sendall(PID.pack(worker))
        except OSError:
            os.kill(worker, signal.SIGKILL)  # nobody waits for it any more
        reply.close()


def _warm_up(modules: tuple[str, ...], practice: str) -> str | None:
    """Import what tasks will need; return what went wrong, for the first of them to tell."""
    import builtins

    # pandas looks at this when it is imported, and shows frames as in a terminal where it finds no kernel.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    gc.disable()  # nothing of what imports make is garbage
    try:
        with warnings.catch_warnings(action="ignore"):  # a warning shown here would be missing in a worker
            for module in modules:
                importlib.import_module(module)
            notes = reads.start()
            if practice:
                target, argument = practice.split(" ", 1)
                _call(target, (argument,))
                notes.forget_parts()  # of the figures a worker remembers the bytes, and opens the file to compare
    except Exception:
        return traceback.format_exc()
    finally:
        del builtins.get_ipython
    gc.freeze()  # workers then share these objects' memory
    gc.enable()
    return None


def _work(task: bytes, reply: socket.socket, failure: str | None) -> None:
    """Do one task and send back what it returned, or what it failed with; never return."""
    answer: tuple[str, object] = ("broken", failure)
    try:
        _settle()
        if failure is None:
            notes = reads.start()
            answer = ("done", (_call(*pickle.loads(task)), reads.sort_notes(notes.seen)))
    except PaperError as error:
        answer = ("refused", str(error))
    except OSError as error:
        answer = ("failed", error)
    except BaseException:
        answer = ("broken", traceback.format_exc())
    finally:
        try:
            reply.sendall(pickle.dumps(answer))
        finally:
            sys.stderr.flush()
            os._exit(0)


def _settle() -> None:
    """Make the forked process one of its own: it dies with its parent and draws its own random numbers."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # Python's own generator does so by itself


def _call(target: str, arguments: tuple) -> object:
    module, _, function = target.partition(":")
    return getattr(importlib.import_module(module), function)(*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
