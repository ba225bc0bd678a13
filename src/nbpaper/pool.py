"""Processes that work for a build: one a task, forked from one that has imported what tasks need.

A process is killed with all that it has started: when it is done, when the build ends, and when whoever asked for it is
gone, in whatever way. Where forking is not safe (macOS) or not there (Windows) each is started anew, and each kernel as
papermill does by itself; the outputs are the same.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path

from . import preload
from .environment import environment, font_list
from .errors import PaperError
from .project import Project
from .signals import interrupt_blocked

PLAIN_VARIABLE = "NBPAPER_PLAIN_KERNELS"  # 1: fork nothing here, either
LONGEST_SOCKET = 97  # characters of its folder: the system takes a path of 107
KILLED = "a process of the build was killed (out of memory?). To mend: build again, with --jobs 1."


def can_fork() -> bool:
    """Tell whether processes and kernels are forked here."""
    plain = os.environ.get(PLAIN_VARIABLE, "0") not in ("", "0")
    return sys.platform == "linux" and not plain and len(tempfile.gettempdir()) <= LONGEST_SOCKET - 22


class Pool(Executor):
    """An executor whose tasks have a process each, with an environment of their own. Leaving it ends them all at once.

    Parameters
    ----------
    environment : mapping
        What tasks see of the machine.
    modules : tuple of str
        What is imported before the first task, once for all pools of this process.
    jobs : int
        Tasks at work at once.
    """

    def __init__(self, environment: Mapping[str, str], modules: tuple[str, ...] = (), jobs: int = 1):
        self.environment, self.modules = dict(environment), modules
        self.threads = ThreadPoolExecutor(max_workers=jobs)
        self.lock, self.closed, self.running = threading.Lock(), False, set()
        self.context = multiprocessing.get_context("forkserver" if can_fork() else "spawn")
        if can_fork():
            self.context.set_forkserver_preload([preload.__name__])
            multiprocessing.resource_tracker.ensure_running()  # before, as it unblocks Ctrl-C when it starts
            with self._surroundings(), interrupt_blocked():
                multiprocessing.forkserver.ensure_running()

    def submit(self, task: Callable, /, *arguments: object, **keywords: object) -> Future:
        """Have a module's function called in a process of its own; return the future of what it returns or raises."""
        return self.threads.submit(self._call, task, arguments, keywords)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """End every process, whatever it is doing, with what it has started."""
        with self.lock:
            self.closed = True
            for process in self.running:
                _kill(process)
        self.threads.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _call(self, task: Callable, arguments: tuple, keywords: dict) -> object:
        """Do a task in a new process, and wait for it."""
        receiver, sender = self.context.Pipe(duplex=False)
        work = (sender, self.environment, task, arguments, keywords)
        process = self.context.Process(target=_work, args=work, daemon=True)
        killed = PaperError(KILLED)
        value, error = None, killed
        with receiver, suppress(EOFError):  # a process that is gone says no more
            with sender, self.lock, self._surroundings():
                if self.closed:
                    raise killed
                process.start()
                self.running.add(process)
            wait([receiver, process.sentinel])
            if receiver.poll():
                value, error = receiver.recv()
        with self.lock:
            if process in self.running and error is killed:
                _kill(process)  # what it has started may live
            self.running.discard(process)
        if process.pid:
            process.join()
        if error:
            raise error
        return value

    @contextmanager
    def _surroundings(self) -> Iterator[None]:
        """Set the environment that processes start with: the hash seed and others are read only then."""
        before, forked = dict(os.environ), self.context.get_start_method() == "forkserver"
        _become(self.environment | ({preload.VARIABLE: " ".join(self.modules)} if forked else {}))
        try:
            yield
        finally:
            _become(before)


def warm_up(project: Project, data: Path) -> None:
    """Start the process that others are forked from, while this one has other things to import."""
    folder = font_list()
    if can_fork() and folder:
        Pool(environment(project, data, folder), project.preload).shutdown()


def _work(connection: Connection, environment: dict, task: Callable, arguments: tuple, keywords: dict) -> None:
    """Do one task, send its result or error back, and end this process with all that it has started."""
    if os.name == "posix":
        os.setpgid(0, 0)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _become(environment)
    devnull = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):  # what a cell prints is in its outputs already
        os.dup2(devnull, stream)
    try:
        outcome = task(*arguments, **keywords), None
    except PaperError as error:
        outcome = None, PaperError(str(error))
    except OSError as error:
        outcome = None, error
    except BaseException:
        outcome = None, RuntimeError(f"a task of the build failed:\n{traceback.format_exc()}")
    connection.send(outcome)
    sys.stderr.flush()
    _end()


def _become(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def _end_with_parent() -> None:
    multiprocessing.parent_process().join()
    _end()


def _end() -> None:
    """End this process and its group."""
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _kill(process: multiprocessing.Process) -> None:
    """End a process and its group, which may be there although the process is gone."""
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
