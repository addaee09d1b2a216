"""A Python function as a model: `module:function`, sync or async."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import threading
import traceback
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..site import Site
from .pricing import estimate_tokens, prompt_tokens
from .protocol import ProviderError, Request, Response, Usage

MOST_SAID = 500


class CallableProvider:
    """Calls `function(request, **options)`, which returns a reply (str), a Site, or a Response."""

    def exact(self, request: Request) -> Mapping[str, Any]:
        """Return the function's name, its options, the prompt and the tree."""
        options = request.model.options
        return {
            "provider": "python",
            "callable": options["callable"],
            "options": options.get("options", {}),
            "prompt": [request.prompt.system, request.prompt.files, request.prompt.task],
            "tree": request.before.hash,
        }

    async def complete(self, request: Request) -> Response:
        """Call the function. Raises ProviderError for whatever it raises, and for a wrong result."""
        options = request.model.options
        function = _load(options["callable"])
        try:
            async with asyncio.timeout(options.get("timeout_s")):
                given = options.get("options", {})
                if inspect.iscoroutinefunction(function):
                    result = await function(request, **given)
                else:
                    result = await _in_thread(lambda: function(request, **given))
                if inspect.isawaitable(result):
                    result = await result
        except ProviderError:
            raise
        except TimeoutError as error:
            raise ProviderError(f"{options['callable']} took too long", timeout=True) from error
        except Exception as error:
            said = f"{options['callable']} raised {type(error).__name__}: {error}"
            raise ProviderError(f"{said[:MOST_SAID]}{_place(error)}") from error
        return _response(request, result)

    async def close(self) -> None:
        """Nothing to release."""


def _place(error: BaseException) -> str:
    """Return where an error was raised, file and line, as far in as the traceback goes."""
    frames = traceback.extract_tb(error.__traceback__)
    return f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""


@lru_cache(maxsize=32)
def _load(name: str) -> Callable[..., Any]:
    module, _, path = name.partition(":")
    try:
        target: Any = importlib.import_module(module)
        for part in path.split("."):
            target = getattr(target, part)
    except Exception as error:
        raise ProviderError(
            f"callable {name!r} cannot be imported ({type(error).__name__}: {error}); "
            'is its folder on sys.path (pytest\'s ini option "pythonpath")?',
            fatal=True,
        ) from error
    if not callable(target):
        raise ProviderError(f"{name!r} is not callable", fatal=True)
    found: Callable[..., Any] = target
    return found


async def _in_thread(call: Callable[[], Any]) -> Any:
    """Run a blocking call in a daemon thread: one that never returns does not keep the process alive."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Any] = loop.create_future()

    def settle(result: Any, error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)

    def work() -> None:
        result, error = None, None
        try:
            result = call()
        except BaseException as raised:
            error = raised if isinstance(raised, Exception) else RuntimeError(repr(raised))
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, name="llmsite-callable", daemon=True).start()
    return await done


def _response(request: Request, result: Any) -> Response:
    if isinstance(result, Response):
        return result
    if isinstance(result, Site):
        return Response("", Usage(estimated=True), site=result)
    if isinstance(result, str):
        usage = Usage(prompt_tokens(request.prompt), estimate_tokens(result), estimated=True)
        return Response(result, usage)
    raise ProviderError(
        f"{request.model.options['callable']} returned {type(result).__name__}; "
        "expected a reply (str), a Site or a Response",
        fatal=True,
    )
