"""Records as a benchmark would write them, drawn from a seeded generator.

Scores, rules and rates are made up after what language models do to websites; they measure nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.results.records import Record

PRICES = {
    "sonnet": (3.0, 15.0),
    "haiku": (1.0, 5.0),
    "kimi": (0.42, 2.2),
    "deepseek-v3": (0.26, 0.38),
}
SKILL = {"sonnet": 0.93, "kimi": 0.72, "haiku": 0.68, "deepseek-v3": 0.58, "deepseek-r1": 0.3}
HARDNESS = {
    "apply-colours": 1.1, "replace-section-bgs": 1.2, "apply-hero-layout": 1.5,
    "apply-sections-layout": 2.2, "add-seo-meta": 0.3, "add-accessibility": 0.2,
    "replace-favicon": 0.4, "update-about-text": 0.5,
}  # fmt: skip
RULES = {
    "brand": [("colours/role", 2.5, "--primary is #2f6f4f, expected #1f5f3f"), ("fonts/link", 3.0, "the stylesheet link still loads Inter")],
    "images": [("images/missing", 5.0, "images/hero-new.webp does not exist"), ("overlay/contrast", 1.0, "text over the hero falls to 2.9:1")],
    "content": [("texts/verbatim", 2.0, "the headline is paraphrased"), ("contact/phone", 1.5, "the telephone link keeps the old number")],
    "layout": [("layout/columns", 4.0, "the features stay in one column at 1280 px"), ("layout/children", 2.5, "the hero lost its second button")],
    "technical": [("seo/description", 1.0, "the description has 212 characters"), ("structured-data/name", 1.0, "JSON-LD names another business")],
    "quality": [("contrast/text", 1.0, "the footer's links have 3.1:1")],
}  # fmt: skip
DAMAGE = [
    ("damage/lost-breakpoint", 2.5, "the rules for 768 px are gone"),
    ("damage/unclosed-element", 5.0, "section#about is never closed"),
]


def finding(rule: str, deduction: float, message: str, kind: str, **more: Any) -> dict[str, Any]:
    """One finding as a record holds it."""
    base = {
        "rule": rule, "kind": kind, "severity": "", "deduction": deduction, "message": message,
        "file": "css/styles.css", "line": 12, "selector": "", "quote": "", "mend": "", "owner": "",
    }  # fmt: skip
    return base | more


def record(**values: Any) -> Record:
    """One record; what is not given is an ordinary step."""
    fields: dict[str, Any] = {
        "session": "s", "template": "safari-lodge", "brief": "b", "model": "sonnet",
        "model_id": "vendor/model", "provider": "openrouter", "run": 1, "position": 1,
        "action": "apply-colours", "category": "brand", "start": "chained", "outcome": "ok",
        "score": 10.0, "raw": 10.0, "findings": (), "repaired": 0, "usage": {}, "cost_usd": 0.01,
        "latency_s": 4.0, "waited_s": 0.0, "finish_reason": "stop", "request_id": "", "attempts": 1,
        "message": "", "before": "", "after": "", "reply": "", "simulated": False, "selected": True,
        "requirements": {}, "scorer": "1", "inspector": "static/1",
    }  # fmt: skip
    return Record(**(fields | values))


def chain(
    template: str, model: str, run: int, scores: Sequence[float | None], **more: Any
) -> list[Record]:
    """A chain of built-in actions with these scores; None is a step that timed out."""
    return [
        record(
            template=template, model=model, run=run, position=action.position, action=action.name,
            category=action.category, score=score, raw=score,
            outcome="timeout" if score is None else "ok", **more,
        )
        for action, score in zip(ACTIONS, scores, strict=False)
    ]  # fmt: skip


def benchmark(
    models: Sequence[str] | Mapping[str, float] = tuple(SKILL),
    templates: Sequence[str] = ("safari-lodge", "saas-product"),
    runs: int = 3,
    *,
    simulated: bool = False,
    failures: float = 0.0,
    selected: Sequence[str] | None = None,
    seed: int = 0,
) -> Iterator[Record]:
    """Yield the records of a whole benchmark. *failures* is the rate of infrastructure outcomes."""
    random_ = random.Random(seed)
    ease = {template: random_.gauss(0, 0.03) for template in templates}
    skills = models if isinstance(models, Mapping) else {m: SKILL.get(m, 0.6) for m in models}
    last = max(a.position for a in ACTIONS if selected is None or a.name in selected)
    for model, skill in skills.items():
        for template in templates:
            for run in range(1, runs + 1):
                luck = skill + ease[template] + random_.gauss(0, 0.06)
                lost = False
                for action in ACTIONS[:last]:
                    lost = lost or random_.random() < failures
                    wanted = selected is None or action.name in selected
                    place = {
                        "template": template,
                        "model": model,
                        "run": run,
                        "simulated": simulated,
                    }
                    yield _step(random_, place, action, luck, lost, wanted)


def _step(
    random_: random.Random,
    place: Mapping[str, Any],
    action: Any,
    skill: float,
    lost: bool,
    wanted: bool,
) -> Record:
    fixed = {
        **place,
        "position": action.position,
        "action": action.name,
        "category": action.category,
    }
    price = PRICES.get(place["model"].split("#")[0], (0.7, 2.5))
    tokens = {"input": random_.randrange(14_000, 19_000), "output": random_.randrange(400, 5_000)}
    tokens |= {"cached_input": tokens["input"] // 2, "reasoning": 0, "cache_write": 0}
    cost = (
        0.0
        if place["simulated"]
        else (tokens["input"] * price[0] + tokens["output"] * price[1]) / 1e6
    )
    if lost:
        return record(**fixed, outcome="provider-error", score=None, raw=None, cost_usd=None,
                      latency_s=None, selected=wanted, attempts=5)  # fmt: skip
    outcome, findings = _findings(random_, action, skill)
    raw = 10 - sum(f["deduction"] for f in findings)
    score: float | None = 0.0 if outcome == "malformed" else max(-10.0, raw)
    if not wanted:
        outcome, findings, score = "ok", [], None
    held = {a.name: (0.9, 0.9) for a in ACTIONS[: action.position - 1]}
    held |= {f["owner"]: (0.9, 0.5) for f in findings if f["owner"]}
    return record(
        **fixed, outcome=outcome, score=score, raw=score, findings=tuple(findings), usage=tokens,
        cost_usd=cost, latency_s=random_.uniform(3, 40), selected=wanted,
        requirements=held | {action.name: (0.1, 0.9)},
    )  # fmt: skip


def _findings(
    random_: random.Random, action: Any, skill: float
) -> tuple[str, list[dict[str, Any]]]:
    if random_.random() < (1 - skill) * 0.05:
        return "malformed", [finding("reply/malformed", 10.0, "no edit was found", "requirement")]
    rate = (1 - min(0.99, skill)) * HARDNESS.get(action.name, 0.8)
    found = []
    for rule, points, message in RULES[action.category] * 2:
        if random_.random() < rate * 0.9:
            points = round(points * random_.uniform(0.6, 1.3), 2)
            found.append(finding(rule, points, message, "requirement"))
    if random_.random() < rate * 0.4:
        found.append(finding(*random_.choice(DAMAGE), "damage"))
    if action.position > 5 and random_.random() < rate * 0.35:
        owner = random_.choice(ACTIONS[: action.position - 1]).name
        found.append(
            finding(
                "texts/verbatim",
                1.5,
                "the about text is shorter than it was",
                "regression",
                owner=owner,
            )
        )
    return ("partial" if random_.random() < rate * 0.1 else "ok"), found
