"""A real kernel with real messages, forked from a process that has imported what it needs: there in milliseconds.

papermill is given the kernel's manager; everything else is as with any kernel. The forked child becomes what
`python -m ipykernel_launcher` starts; a notebook cannot tell one from the other.
"""

import asyncio
import ctypes
import multiprocessing
import os
import queue
import signal
import sys
import warnings
from contextlib import suppress
from pathlib import Path

from ipykernel import kernelapp
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

from .preload import PATH

LAUNCHER = Path(kernelapp.__file__).parents[1] / "ipykernel_launcher.py"
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
RETRY = 5  # milliseconds, until the kernel has its sockets; zmq would wait a hundred
FORGOTTEN = ("tqdm.auto", "tqdm.autonotebook")  # loaded for papermill, they would not look again who imports them


class PromptClient(AsyncKernelClient):
    """A client that knows when a kernel is ready instead of waiting a fifth of a second to be sure."""

    def _context_default(self):
        context = super()._context_default()
        context.reconnect_ivl = RETRY  # of every socket
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its outputs arrive, too; one request proves both."""
        async with asyncio.timeout(timeout):
            while await self.parent.is_alive():
                self.kernel_info()
                with suppress(queue.Empty):
                    await self.get_shell_msg(timeout=1)
                    while (await self.get_iopub_msg(timeout=0.02))["content"].get("execution_state") != "idle":
                        pass
                    return
        raise RuntimeError("it died before it answered")


class ForkedKernel(AsyncKernelManager):
    """The manager of a kernel that is a fork of this process, at work in a folder from the beginning."""

    has_kernel = True
    client_factory = PromptClient

    @classmethod
    def start(cls, private: Path, folder: Path) -> "ForkedKernel":
        """Fork the kernel; a file in a private folder tells how to reach it."""
        # Sockets without a file: others cannot reach them, a closed network has them, and a kill leaves nothing behind.
        address = f"@nbpaper-{os.getpid()}-{os.urandom(8).hex()}"
        file = private / "connection.json"
        manager = cls(connection_file=str(file), transport="ipc", ip=address)
        manager.write_connection_file()
        # From 3.12 on Python warns of threads; the one that runs beside this only waits for the build's end.
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            manager.pid = os.fork()
        if manager.pid == 0:
            try:
                _become_kernel(file, folder)
            finally:
                os._exit(1)
        return manager

    async def _async_is_alive(self) -> bool:
        """Tell whether the kernel lives."""
        with suppress(ChildProcessError):
            return os.waitpid(self.pid, os.WNOHANG) == (0, 0)
        return False

    is_alive = _async_is_alive

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End the kernel, as when it does not answer."""
        self.close()

    def close(self) -> None:
        """End the kernel; nothing in it is worth waiting for."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def _become_kernel(file: Path, folder: Path) -> None:
    """Turn this process into a kernel, as `python -m ipykernel_launcher -f FILE` would do in `folder`."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    process = multiprocessing.current_process()
    process.name, process.daemon = "MainProcess", False
    for name in FORGOTTEN:
        sys.modules.pop(name, None)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # Python's own generator does so by itself
    os.chdir(folder)
    sys.path[:] = PATH
    sys.argv = [str(LAUNCHER), "-f", str(file), "--HistoryManager.hist_file=:memory:"]  # as nbclient has it
    # The parent's id says that somebody started it, so that it prints nothing; 1 stands for one that is not polled.
    kernelapp.launch_new_instance(parent_handle=1)
