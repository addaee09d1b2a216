"""What calls cost, and how many tokens a prompt is expected to have."""

from __future__ import annotations

from .protocol import Model, Price, Prompt, Usage

BYTES_PER_TOKEN = 3
UNBOUNDED_OUTPUT_TOKENS = 32_000


def tier(price: Price, input_tokens: int) -> Price:
    """Return the price that holds for a prompt of so many tokens."""
    reached = [threshold for threshold in price.above_tokens if input_tokens > threshold]
    return price.above_tokens[max(reached)] if reached else price


def cost_usd(price: Price, usage: Usage) -> float:
    """Return a call's cost: cached and reasoning tokens at their own price where there is one."""
    rate = tier(price, usage.input)
    cached = min(usage.cached_input, usage.input)
    written = min(usage.cache_write, usage.input - cached)
    reasoning = min(usage.reasoning, usage.output)
    total = (
        (usage.input - cached - written) * rate.input
        + cached * _or(rate.cached_input, rate.input)
        + written * _or(rate.cache_write, rate.input)
        + (usage.output - reasoning) * rate.output
        + reasoning * _or(rate.reasoning, rate.output)
    )
    return total / 1_000_000


def _or(own: float | None, other: float) -> float:
    return other if own is None else own


def estimate_tokens(text: str) -> int:
    """Return a careful (high) estimate of a text's tokens: one for three bytes of UTF-8."""
    size = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
    return -(-size // BYTES_PER_TOKEN)


def prompt_tokens(prompt: Prompt) -> int:
    """Return a careful (high) estimate of a prompt's tokens."""
    return sum(estimate_tokens(part) for part in (prompt.system, prompt.files, prompt.task)) + 16


def output_limit(model: Model) -> int:
    """Return the most tokens that a reply is expected to have."""
    return model.max_output_tokens or UNBOUNDED_OUTPUT_TOKENS


def worst_case_usd(model: Model, input_tokens: int) -> float:
    """Return what a call costs at most, if the prompt has so many tokens; 0 for an unknown price.

    The dearest price of each kind counts: whether a prompt is written to a cache is not known before.
    """
    if model.price is None:
        return 0.0
    rate = tier(model.price, input_tokens)
    dearest_input = max(rate.input, rate.cache_write or 0.0)
    dearest_output = max(rate.output, rate.reasoning or 0.0)
    return (input_tokens * dearest_input + output_limit(model) * dearest_output) / 1_000_000


def overflow(model: Model, prompt: Prompt) -> str | None:
    """Say why a prompt cannot fit a model's context, or return None when it does or may."""
    if model.context_tokens is None:
        return None
    needed, reply = prompt_tokens(prompt), model.max_output_tokens or 0
    if needed + reply <= model.context_tokens:
        return None
    return (
        f"the prompt needs about {needed:,} tokens and the reply up to {reply:,}, "
        f"but the context of {model.alias} holds {model.context_tokens:,}"
    )
