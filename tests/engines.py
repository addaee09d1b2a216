"""What the engine's tests share: a small template, plain actions, models and whole chains."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pytest_llmsite.actions.catalogue import Action
from pytest_llmsite.engine.engine import Engine
from pytest_llmsite.engine.steps import ChainKey, StepResult
from pytest_llmsite.models.protocol import Model, Price, Prompt, Request
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import Template

STEPS = 4


def make_actions(count: int = STEPS) -> list[Action]:
    """Return actions called act-1, act-2 … that say their number and are held to nothing."""
    return [
        Action(f"act-{at}", at, "brand", lambda template, at=at: f"Do thing {at}.", lambda _: [])
        for at in range(1, count + 1)
    ]


def small_template(folder: Path, name: str = "small", steps: int = STEPS) -> Template:
    """Return a template of two text files and an image, with a reference for each action."""
    references = {
        f"act-{at}": f"### FILE css/ref{at}.css\n```css\n.r {{ order: {at} }}\n```\n"
        for at in range(1, steps + 1)
    }
    start = Site(
        {
            "index.html": b"<!doctype html>\n<h1>Hi</h1>\n",
            "css/a.css": b"h1 { order: 0 }\n",
            "a.png": bytes(100),
        }
    )
    return Template(
        name=name,
        title=name,
        description="",
        folder=folder,
        landmarks={},
        breakpoints=(768,),
        brief={},
        start=start,
        references=references,
    )


def chat_model(url: str, alias: str = "m", **options: Any) -> Model:
    """Return a priced model on an OpenAI-compatible server."""
    fields = {
        name: options.pop(name)
        for name in ("price", "context_tokens", "max_output_tokens")
        if name in options
    }
    fields.setdefault("price", Price(1.0, 2.0))
    defaults = {"base_url": url, "key_optional": True, "concurrency": 8}
    return Model(alias, "openai", "acme/model-1", options=defaults | options, **fields)


def make_request(model: Model, template: Template, at: int = 1, run: int = 1) -> Request:
    """Return a request for one action of the small template."""
    prompt = Prompt("You edit.", "## css/a.css\nh1\n## index.html\n<h1>\n", f"Do thing {at}.")
    return Request(model, template, run, make_actions()[at - 1], template.start, prompt)


def chain(run: int = 1, model: str = "m", template: str = "small") -> ChainKey:
    """Return a chain's key."""
    return ChainKey(template, model, run)


def whole(engine: Engine, key: ChainKey, steps: int = STEPS) -> list[StepResult]:
    """Perform a whole chain."""
    return [engine.step(key, f"act-{at}") for at in range(1, steps + 1)]
