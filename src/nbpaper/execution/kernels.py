"""Kernels forked from a warm process: real kernels with real messages, there in milliseconds.

papermill is given the kernel manager below; everything else is as with any kernel. The manager's provisioner is
the place jupyter_client has for starting kernels in another way: it asks the warm process for a fork.
"""

import asyncio
import contextlib
import os
import queue
import signal
import socket
import sys
import time
from pathlib import Path

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Integer, Unicode

from .workshop import ask

LAUNCHER = "ipykernel_launcher"
SOON = 0.004  # seconds between two looks whether a kernel that was told to end has ended


class ForkedKernel:
    """The handle of a forked kernel, with what jupyter_client asks of a process."""

    stdin = stdout = stderr = None

    def __init__(self, control: int, *arguments: object):
        with socket.socket(fileno=os.dup(control)) as warm:
            self.pid, self.life = ask(warm, "nbpaper.execution.kernels:become_kernel", *arguments)
        self.life.setblocking(False)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return None while the kernel lives: its end of the socket then stays open and silent."""
        if self.returncode is None:
            try:
                self.life.recv(1 << 16)
            except BlockingIOError:
                return None
            self.returncode = -signal.SIGKILL  # how it ended nobody can tell; that it did is what counts
            self.life.close()
        return self.returncode

    def wait(self) -> int | None:
        """Return at once; the provisioner has waited."""
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if the kernel still lives."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)

    terminate = kill


class ForkingProvisioner(LocalProvisioner):
    """Provides kernels by asking a warm process for a fork."""

    async def launch_kernel(self, cmd: list[str], **kwargs: object) -> dict:
        """Fork a kernel, which reads the same connection file as one that is started by a command."""
        manager = self.parent
        self.cwd = kwargs.get("cwd") or os.getcwd()
        arguments = cmd[cmd.index(LAUNCHER) + 1 :]
        self.process = ForkedKernel(manager.control, arguments, str(self.cwd), manager.notes)
        self.pid = self.process.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        while self.process and self.process.poll() is None:
            await asyncio.sleep(SOON)
        self.process = None
        return 0


class PromptKernelClient(AsyncKernelClient):
    """A client that knows when a kernel is ready instead of waiting a fifth of a second to be sure."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its outputs arrive: both are proved by one request."""
        deadline = time.monotonic() + (timeout or 60)
        while time.monotonic() < deadline:
            asked = self.kernel_info()
            with contextlib.suppress(queue.Empty):
                while (await self._async_get_shell_msg(timeout=1))["parent_header"].get("msg_id") != asked:
                    pass
                while not _tells_idle(await self._async_get_iopub_msg(timeout=0.2), asked):
                    pass
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    wait_for_ready = _async_wait_for_ready


def _tells_idle(message: dict, asked: str) -> bool:
    done = message["header"]["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
    return done and message["parent_header"].get("msg_id") == asked


class WarmKernelManager(AsyncKernelManager):
    """A kernel manager whose kernels are forked."""

    control = Integer(config=True, help="Descriptor of the warm process's socket.")
    notes = Unicode(config=True, help="File for the notes of what a run reads.")

    async def _async_pre_start_kernel(self, **kw: object) -> tuple[list[str], dict]:
        self.client_class = "nbpaper.execution.kernels.PromptKernelClient"
        if self.provisioner is None:
            self.provisioner = ForkingProvisioner(kernel_id="", kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**kw)


def become_kernel(arguments: list[str], folder: str, notes: str) -> None:
    """Turn this process into a kernel, as `python -m ipykernel_launcher ARGUMENTS` would in `folder`."""
    from ipykernel import kernelapp

    from .. import reads

    os.chdir(folder)
    sys.argv = [str(Path(kernelapp.__file__).parents[1] / f"{LAUNCHER}.py"), *arguments]
    reads.start().keep_in(Path(notes))
    # The parent's id says that somebody started it, so that it prints nothing; 1 stands for one that is not polled.
    kernelapp.launch_new_instance(parent_handle=1)
