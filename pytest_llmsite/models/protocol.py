"""What the engine asks of a provider, and what a provider answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from ..actions.catalogue import Action
    from ..site import Site
    from ..templates.loader import Template


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens; None where the provider does not price it apart.

    *above_tokens*: prices for prompts longer than so many tokens (tiered pricing).
    """

    input: float
    output: float
    cached_input: float | None = None
    cache_write: float | None = None
    reasoning: float | None = None
    above_tokens: Mapping[int, Price] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """An alias of the registry: provider, the provider's id, prices and parameters.

    *price* None means unknown (never free); local and keyless providers carry `Price(0, 0)`.
    *options* are the provider's own settings (base_url, key_env, headers, body, command …).
    """

    alias: str
    provider: str
    model_id: str
    title: str = ""
    price: Price | None = None
    context_tokens: int | None = None
    max_output_tokens: int | None = None
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told: *system*, the site's files (*files*), and the *task*.

    The user message is `files + task`; only *task* and changed files differ between the steps of a
    chain.
    """

    system: str
    files: str
    task: str

    @property
    def user(self) -> str:
        return self.files + self.task


@dataclass(frozen=True, slots=True)
class Request:
    """One step to be performed."""

    model: Model
    template: Template
    run: int
    action: Action
    before: Site
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call; *cached_input* and *cache_write* are parts of *input*, *reasoning* of *output*."""

    input: int = 0
    output: int = 0
    cached_input: int = 0
    cache_write: int = 0
    reasoning: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: a reply in the reply format, or (from an agent) the *site* it left behind."""

    text: str
    usage: Usage = Usage()
    finish_reason: str = "stop"
    request_id: str = ""
    site: Site | None = None
    refused: bool = False
    cost_usd: float | None = None


class Provider(Protocol):
    """Answers requests; used on one event loop, possibly many at a time."""

    async def complete(self, request: Request) -> Response:
        """Perform one call. Raises ProviderError for what is not the model's own doing."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...


@runtime_checkable
class Recordable(Protocol):
    """A provider whose answers are worth keeping: they cost something, or differ from call to call."""

    def exact(self, request: Request) -> Mapping[str, Any]:
        """Return everything that decides the answer, as plain JSON without secrets.

        URL, model id and body; for an agent, the hash of the tree that it works in. Together with the
        run's number it is the key under which the response is kept.
        """
        ...


class ProviderError(Exception):
    """An infrastructure failure: never a score.

    *retryable*: the same call may succeed later, not before *retry_after* seconds if given.
    *overloaded*: a 429, 529 or overload: slow down. *fatal*: no call to this model can succeed
    (key refused, no quota): its remaining chains end.
    """

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        retry_after: float | None = None,
        overloaded: bool = False,
        fatal: bool = False,
        timeout: bool = False,
    ) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.retry_after = retry_after
        self.overloaded = overloaded
        self.fatal = fatal
        self.timeout = timeout
