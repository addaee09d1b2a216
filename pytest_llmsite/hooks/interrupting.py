"""Ctrl-C: the session ends soon, in process and under xdist, and nothing that has arrived is lost.

xdist's controller drops what its workers still have to say, and waits seconds for those that heard
nothing of the interruption. Here it tells them, and listens until they have ended.
"""

from __future__ import annotations

import _thread
import gc
import math
import os
import queue
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest

from ..session.benchmark import Benchmark

AGAIN_SECONDS = 3.0
"""For so long a second Ctrl-C changes nothing: what the first one began must not be torn apart."""
LISTEN_SECONDS = 10.0
"""As long as xdist waits for its workers before it ends them."""
NUDGE_SECONDS = 1.0
"""A worker of this host that has not ended by then gets the signal that Ctrl-C sends."""
STOP = "llmsite_stop"
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


class FirstOnly:
    """A handler of SIGINT that lets the first through and not those that come while it is dealt with."""

    def __init__(self, *, forever: bool = False) -> None:
        self._forever = forever
        self._deaf_until = 0.0
        self._installed = False

    def install(self) -> None:
        """Take the place of Python's own handler, of no other."""
        ours = threading.current_thread() is threading.main_thread()
        if ours and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._received)
            self._installed = True

    def restore(self) -> None:
        """Give Python's handler its place back."""
        if self._installed and signal.getsignal(signal.SIGINT) == self._received:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def ending(self) -> None:
        """Say that the session ends now."""
        self._deaf_until = math.inf if self._forever else time.monotonic() + AGAIN_SECONDS

    def _received(self, number: int, frame: FrameType | None) -> None:
        __tracebackhide__ = True
        now = time.monotonic()
        if now >= self._deaf_until:
            self._deaf_until = now + AGAIN_SECONDS
            signal.default_int_handler(number, frame)


class InterruptHooks:
    """Registered wherever steps may run: in process, on xdist's controller, in its workers."""

    def __init__(self, config: pytest.Config, benchmark: Benchmark) -> None:
        self.config = config
        self.benchmark = benchmark
        self.guard = FirstOnly(forever=benchmark.worker)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> None:
        """From now on there is something to lose."""
        self.guard.install()
        if self.benchmark.worker:
            self._hear_controller()

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Begin to end."""
        self.guard.ending()
        self.benchmark.interrupt()
        # Looking for garbage among all pages that were scored would be most of what is left to do.
        gc.freeze()
        if self.benchmark.worker:
            # Nobody would see what plugins load much for to say in the end.
            self.config.pluginmanager.unregister(name="terminalreporter")
        if type(excinfo.value) is KeyboardInterrupt and not self.config.option.fulltrace:
            shorten(excinfo)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Under xdist, let the workers end and take what they have."""
        session = self.config.pluginmanager.getplugin("dsession")
        if self.benchmark.worker:
            self.guard.ending()
        elif self.benchmark.interrupted and session is not None:
            self._end_workers(session)

    def pytest_unconfigure(self) -> None:
        """Leave the signal as it was found; a worker has nothing to do afterwards."""
        if not self.benchmark.worker:
            self.guard.restore()

    # On xdist's controller

    def _end_workers(self, session: Any) -> None:
        nodes = set(getattr(session, "_active_nodes", ()))
        for node in nodes:
            with suppress(OSError):
                node.sendcommand(STOP)
        self.benchmark.load_summary()
        started, nudged = time.monotonic(), False
        while nodes and (passed := time.monotonic() - started) < LISTEN_SECONDS:
            if passed >= NUDGE_SECONDS and not nudged:
                nudged = True
                for node in nodes:
                    _signal(node, signal.SIGINT)
            with suppress(queue.Empty):
                name, given = session.queue.get(timeout=0.1)
                self._heard(name, given, nodes)
        for node in nodes:
            _signal(node, KILL)

    def _heard(self, name: str, given: dict[str, Any], nodes: set[Any]) -> None:
        """Pass on what xdist itself would have passed on."""
        node = given.get("node")
        if name == "testreport":
            given["rep"].node = node
            self.config.hook.pytest_runtest_logreport(report=given["rep"])
        elif name in ("workerfinished", "errordown"):
            nodes.discard(node)
            if name == "workerfinished":
                self.config.hook.pytest_testnodedown(node=node, error=None)

    # In a worker

    def _hear_controller(self) -> None:
        """Have the controller's word for Ctrl-C mean what Ctrl-C means."""
        for plugin in self.config.pluginmanager.get_plugins():
            usual = getattr(plugin, "handle_command", None)
            if usual is not None and hasattr(plugin, "torun"):
                plugin.handle_command = self._hearing(usual)

    def _hearing(self, usual: Callable[[Any], None]) -> Callable[[Any], None]:
        def handle(command: Any) -> None:
            if isinstance(command, tuple) and command[0] == STOP:
                if not self.benchmark.interrupted:
                    _interrupt_main_thread()
            else:
                usual(command)

        return handle


def shorten(excinfo: pytest.ExceptionInfo[BaseException]) -> None:
    """Leave of a traceback only its end, which is all that pytest shows without --full-trace.

    Otherwise pytest reads and parses the source of every frame, which takes most of a second.
    """
    shown = [entry for entry in excinfo.traceback if not entry.ishidden(excinfo)]
    if shown:
        excinfo.traceback = type(excinfo.traceback)(shown[-1:])


def _interrupt_main_thread() -> None:
    number = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and number is not None:
        signal.pthread_kill(number, signal.SIGINT)
    else:
        _thread.interrupt_main()


def _signal(node: Any, number: int) -> None:
    """Send a signal to a worker if it is a process of this host."""
    process = getattr(getattr(node.gateway, "_io", None), "popen", None)
    if node.gateway.spec.popen and process is not None and os.name == "posix":
        with suppress(OSError):
            process.send_signal(number)
