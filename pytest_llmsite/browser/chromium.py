"""One Chromium a process: started once, its pages one after another, every wait bounded.

It lives on an asyncio loop in a thread of its own, so that no other use of Playwright or asyncio in the
process is disturbed, and so that whatever hangs can be given up.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
import time
from asyncio import FIRST_COMPLETED
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path
from typing import Any, TypeVar

from .scripts import script
from .seat import Seat
from .serving import refusal

T = TypeVar("T")

LAUNCH_S = 60.0
CLOSE_S = 5.0
WALL_S = 240.0
_BUSY = "the browser gets nothing done: the machine is too busy"
_HEAP_MB = 512
ARGUMENTS = (
    # No network by any way: interception alone misses preconnects, sockets and prefetches.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-pings", "--no-first-run", "--disable-default-apps", "--disable-extensions",
    # The same pixels everywhere.
    "--force-device-scale-factor=1", "--force-color-profile=srgb", "--disable-lcd-text",
    "--font-render-hinting=none", "--disable-font-subpixel-positioning", "--hide-scrollbars",
    # A mouse, whatever this machine has; one switch, since a second takes the place of the first.
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,"
    "availablePointerTypes=4,lazyLoadEnabled=false,imageAnimationPolicy=2", "--disable-partial-raster",
    "--default-tile-width=1280", "--default-tile-height=1024",  # fewer ones are put together sooner
    "--disable-gpu", "--mute-audio",
    # Bounds.
    f"--js-flags=--max-old-space-size={_HEAP_MB}",
    "--deny-permission-prompts", "--disable-notifications", "--disable-dev-shm-usage",
    "--disable-popup-blocking=false",
)  # fmt: skip
_NO_SANDBOX = ("--no-sandbox", "--disable-setuid-sandbox")


class BrowserLostError(Exception):
    """The browser, or its connection, is gone: an infrastructure failure, no fault of a page."""


class PageHungError(Exception):
    """A page computes without an end, does not answer, or its process crashed."""


class Chromium:
    """A running browser. *executable* is its file; `version` is known once it was started."""

    def __init__(self, executable: Path) -> None:
        self.executable = executable
        self.sandboxed = True
        self.version = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._driver: Any = None
        self._browser: Any = None
        self._session: Any = None
        self._seat: Seat | None = None  # the tab that waits for its next page
        self._taken: Seat | None = None  # the tab that a page is in
        self._answering: set[asyncio.Task[None]] = set()

    def run(self, work: Callable[[Chromium], Coroutine[Any, Any, T]], limit: float) -> T:
        """Do *work* on the browser's loop, starting the browser if needed.

        *limit* is processor time, in seconds, that pages may use: a page that computes without an end
        is told from a machine that is busy. Raises PageHungError when that is used up or the page
        crashed, BrowserLostError when the browser can't be started, died, or gets nothing done.
        """
        loop = self._running_loop()
        if self._browser is None or not self._browser.is_connected():
            try:
                self._submit(loop, self._start(), LAUNCH_S + CLOSE_S)
            except (TimeoutError, FutureTimeout) as error:
                raise BrowserLostError(f"{self.executable} cannot be started in time") from error
        try:
            return self._submit(loop, self._watched(work(self), limit), WALL_S + 2 * LAUNCH_S)
        except (_playwright_error(), TimeoutError, FutureTimeout, PageHungError) as error:
            if self._browser is None or not self._browser.is_connected():
                self._browser = None
                raise BrowserLostError(f"the browser stopped working ({_short(error)})") from error
            # What hangs may hold up others: the next page gets a new browser.
            with contextlib.suppress(Exception):
                self._submit(loop, self._close_browser(), 2 * CLOSE_S)
            if isinstance(error, (TimeoutError, FutureTimeout)):
                raise BrowserLostError(_BUSY) from error
            raise PageHungError(_short(error)) from error

    async def _watched(self, work: Coroutine[Any, Any, T], limit: float) -> T:
        """Await *work*; give it up when pages used *limit* seconds of processor time meanwhile."""
        task = asyncio.ensure_future(work)
        try:
            start: dict[int, float] | None = None
            end = time.monotonic() + WALL_S
            while time.monotonic() < end:
                await asyncio.wait({task}, timeout=1.0)
                if task.done():
                    return task.result()
                used = await _unless_done(task, _processor_time(self._session))
                if used is None:
                    continue
                start = used if start is None else start  # most pages are done within a second
                if max((t - start.get(p, 0.0) for p, t in used.items()), default=0.0) > limit:
                    raise PageHungError(f"it computes without an end ({limit:g} s and more)")
            if await self._answers():
                raise PageHungError(f"it did not answer within {WALL_S:g} s")
            raise BrowserLostError(_BUSY)
        finally:
            if not task.done():
                task.cancel()

    async def _answers(self) -> bool:
        """Whether an empty page is shown without delay."""
        try:
            context = await asyncio.wait_for(self._browser.new_context(), CLOSE_S)
            tab = await asyncio.wait_for(context.new_page(), CLOSE_S)
            return bool(await asyncio.wait_for(tab.evaluate("1 + 1"), CLOSE_S) == 2)
        except (_playwright_error(), TimeoutError):
            return False

    def _submit(self, loop: asyncio.AbstractEventLoop, work: Awaitable[T], timeout: float) -> T:
        async def awaited() -> T:
            return await work

        future = asyncio.run_coroutine_threadsafe(awaited(), loop)
        try:
            return future.result(timeout)
        except FutureTimeout:
            future.cancel()
            raise

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(
                target=self._loop.run_forever, name="llmsite-browser", daemon=True
            )
            self._thread.start()
        return self._loop

    async def _start(self) -> None:
        from playwright.async_api import Error, async_playwright

        try:
            if self._driver is None:
                self._driver = await async_playwright().start()
            self._browser = await self._launch(Error)
        except Error as error:
            await self._stop()
            raise BrowserLostError(
                f"{self.executable} cannot be started: {_short(error)}"
            ) from error
        self.version = self._browser.version
        self._session = await self._browser.new_browser_cdp_session()
        self._seat = self._taken = None
        # All requests, whichever frame, worker or tab makes them; half the work of Playwright's routes.
        self._session.on("Fetch.requestPaused", self._asked)
        await self._session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})

    def _asked(self, event: dict[str, Any]) -> None:
        """Answer a request for the page that is in the tab; refuse what nobody's page asks for."""
        seat = self._taken
        command, given = refusal(event) if seat is None else seat.answer(event)
        task = asyncio.ensure_future(self._answered(command, given))
        self._answering.add(task)  # a task that nobody holds may vanish
        task.add_done_callback(self._answering.discard)

    async def _answered(self, command: str, given: dict[str, Any]) -> None:
        with contextlib.suppress(_playwright_error()):  # the page has gone while it was asking
            await self._session.send(command, given)

    async def _launch(self, error_type: type[Exception]) -> Any:
        """Launch with Chromium's sandbox, and without it only where the system allows no other."""
        options = {"executable_path": str(self.executable), "timeout": LAUNCH_S * 1000}
        if _may_sandbox():
            with contextlib.suppress(error_type):
                opened = await self._driver.chromium.launch(
                    args=list(ARGUMENTS), chromium_sandbox=True, **options
                )
                self.sandboxed = True
                return opened
        self.sandboxed = False
        return await self._driver.chromium.launch(
            args=[*ARGUMENTS, *_NO_SANDBOX], chromium_sandbox=False, **options
        )

    @contextlib.asynccontextmanager
    async def seat(self) -> AsyncIterator[Seat]:
        """Lend the tab that pages are looked at in; one that a page failed in is not used again."""
        seat, self._seat = self._seat, None
        if seat is not None and seat.worn:
            await self._discard(seat)
            seat = None
        self._taken = seat = seat or await self._new_seat()
        try:
            yield seat
        except BaseException:
            await self._discard(seat)
            raise
        if self._seat is None and await seat.rest():
            self._seat = seat
        else:
            await self._discard(seat)

    async def _new_seat(self) -> Seat:
        """Open a tab in a context of its own."""
        context = await self._browser.new_context(
            no_viewport=True,  # a seat has a size of its own
            locale="en-GB",
            timezone_id="UTC",
            color_scheme="light",
            reduced_motion="reduce",
            accept_downloads=False,
            service_workers="block",
            permissions=[],
        )
        context.set_default_timeout(0)  # `run` bounds all of it
        await context.route_web_socket("**/*", _close_socket)
        await context.add_init_script(script("start"))
        tab = await context.new_page()
        context.on("page", _close_popup)
        tab.on("dialog", _dismiss)
        session = await context.new_cdp_session(tab)
        # An image that is there before the page is laid out may be painted in another way: nothing that is
        # photographed is taken from what the browser keeps, be it of this very page.
        await session.send("Network.enable", {"maxTotalBufferSize": 0, "maxResourceBufferSize": 0})
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        target = await session.send("Target.getTargetInfo")
        return Seat(tab, session, target["targetInfo"]["targetId"])

    async def _discard(self, seat: Seat) -> None:
        """Close a tab and all that belongs to it; a page that refuses to is left to the browser's end."""
        with contextlib.suppress(Exception):
            await asyncio.wait_for(seat.tab.context.close(), CLOSE_S)

    def close(self) -> None:
        """Stop browser, driver and thread."""
        if self._loop is None or self._thread is None:
            return
        for work in (self._stop, _cancel_rest):
            with contextlib.suppress(Exception):
                self._submit(self._loop, work(), 2 * CLOSE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CLOSE_S)
        if not self._thread.is_alive():
            self._loop.close()
        self._loop = self._thread = None

    async def _close_browser(self) -> None:
        opened, self._browser = self._browser, None
        await asyncio.wait_for(opened.close(), CLOSE_S)

    async def _stop(self) -> None:
        for part in (self._browser and self._browser.close, self._driver and self._driver.stop):
            if part:
                with contextlib.suppress(Exception):
                    await asyncio.wait_for(part(), CLOSE_S)
        self._browser = self._driver = None


async def _cancel_rest() -> None:
    """End what still waits for pages that are gone, such as answers to requests of one that hung."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


async def _unless_done(task: asyncio.Task[Any], question: Coroutine[Any, Any, T]) -> T | None:
    """Return a question's answer; None when the task is done sooner. Raises TimeoutError for neither."""
    asked = asyncio.ensure_future(question)
    try:
        done, _ = await asyncio.wait({task, asked}, timeout=LAUNCH_S, return_when=FIRST_COMPLETED)
        if not done:
            raise TimeoutError(_BUSY)
        return asked.result() if asked in done else None
    finally:
        if not asked.done():
            asked.cancel()


async def _processor_time(session: Any) -> dict[int, float]:
    """Return the processor time, in seconds, of each process that runs pages."""
    told = await session.send("SystemInfo.getProcessInfo")
    return {p["id"]: p["cpuTime"] for p in told["processInfo"] if p["type"] == "renderer"}


def _playwright_error() -> type[Exception]:
    from playwright.async_api import Error

    found: type[Exception] = Error
    return found


def _may_sandbox() -> bool:
    """Root has no sandbox on Linux: Chromium refuses to start with one."""
    return not (sys.platform.startswith("linux") and os.geteuid() == 0)


async def _close_socket(socket: Any) -> None:
    await socket.close()


async def _close_popup(page: Any) -> None:
    with contextlib.suppress(Exception):
        await page.close()


async def _dismiss(dialog: Any) -> None:
    with contextlib.suppress(Exception):
        # A page may ask to stay when it is left; it does not.
        await (dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())


def _short(error: BaseException) -> str:
    """Return an error's first line without Playwright's call log."""
    text = str(error).strip().splitlines()
    return text[0][:200] if text else type(error).__name__
