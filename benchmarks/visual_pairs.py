"""Labelled pairs of sites for `visual_change.py`: edits that were asked for, and the same with damage.

Intended: reference edits of the bundled templates, parts of them, ways to write the same, correct alternatives
of the labelled sites, and steps of simulated chains without a fault beside the task. Damaged: references with
one of the faults that simulated models put beside the task, with a lost style rule, or with one length doubled;
and the steps of simulated chains that hold such faults.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "corpus"))
sys.path.insert(0, str(Path(__file__).parent))

from simulated_chains import REFERENCE, Step, chain

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.engine.steps import conclude
from pytest_llmsite.models.faults import HARMS
from pytest_llmsite.models.protocol import Model, Prompt, Request, Response
from pytest_llmsite.models.simulated import _fitted as fitted
from pytest_llmsite.models.simulated import proneness_table, simulate
from pytest_llmsite.reply import Reply, apply_reply, parse_reply, render_reply
from pytest_llmsite.site import Site
from pytest_llmsite.templates.loader import BUNDLED, Template, bundled_names, load

_RULE = re.compile(r"(?m)^[ \t]*[.#a-z][^{}@]*\{[^{}]*\}\n")
_LENGTH = re.compile(
    r"((?:padding|margin|gap|width|max-width|font-size)[\w-]*:\s*)(\d+(?:\.\d+)?)((?:px|rem|em)\s*;)"
)
# A fault beside the task shows nowhere: nothing to be seen.
_UNSEEN = frozenset({"remote-script"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A step whose visual damage is known. *group* is what it is held out with: its template's name."""

    group: str
    kind: str
    damaged: bool
    template: Template
    step: Step


def pairs(names: list[str], models: list[str]) -> Iterator[Pair]:
    """Yield all pairs of the named bundled templates, and those of the labelled sites."""
    for name in names:
        template, number = load(BUNDLED / name), bundled_names().index(name)
        steps = chain(template, REFERENCE)
        for place, step in enumerate(steps):
            yield Pair(name, "reference", False, template, step)
            yield from _varied(template, step, number + place)
        for model in models:
            yield from _simulated(template, model)
    yield from labelled()


def _varied(template: Template, step: Step, number: int) -> Iterator[Pair]:
    """Yield a reference edit in another form, in part, and with damage."""
    from rewriting import HARMLESS

    random = Random(f"{template.name} {step.action.name}")
    name = template.name
    rewrite = HARMLESS[number % len(HARMLESS)]
    if number % 2:
        yield Pair(name, "written in another way", False, template,
                   replace(step, after=rewrite(step.after, random)))  # fmt: skip
    else:
        edits = parse_reply(template.references[step.action.name]).edits
        one = apply_reply(step.before, Reply((random.choice(edits),))).site
        yield Pair(name, "one edit of several", False, template, replace(step, after=one))
    harm = HARMS[number % len(HARMS)]
    edit = harm.break_page(step.after, random)
    if edit is not None and harm.name not in _UNSEEN:
        broken = conclude(step.after, Response(render_reply([edit]))).after
        yield Pair(name, f"fault: {harm.name}", True, template, replace(step, after=broken))
    damage, words = ((_without_rule, "a style rule lost"), (_doubled, "a length doubled"))[
        number % 2
    ]
    broken = damage(step.after, random)
    if broken is not None:
        yield Pair(name, words, True, template, replace(step, after=broken))


def _without_rule(site: Site, random: Random) -> Site | None:
    return _in_styles(site, lambda text: _cut(text, random))


def _cut(text: str, random: Random) -> str:
    rules = list(_RULE.finditer(text))
    if not rules:
        return text
    chosen = random.choice(rules)
    return text[: chosen.start()] + text[chosen.end() :]


def _doubled(site: Site, random: Random) -> Site | None:
    def change(text: str) -> str:
        lengths = [m for m in _LENGTH.finditer(text) if float(m[2])]
        if not lengths:
            return text
        chosen = random.choice(lengths)
        return text[: chosen.start(2)] + f"{2 * float(chosen[2]):g}" + text[chosen.end(2) :]

    return _in_styles(site, change)


def _in_styles(site: Site, change: Callable[[str], str]) -> Site | None:
    sheets = [path for path in site if path.endswith(".css")]
    path = max(sheets, key=lambda path: len(site.files[path]), default="")
    if not path:
        return None
    text = site.text(path)
    changed = change(text)
    return site.replace({path: changed.encode()}) if changed != text else None


def _simulated(template: Template, model: str) -> Iterator[Pair]:
    """Yield a simulated chain's steps: damaged where an edit is none of the reference's."""
    site = template.start
    known = Model(model, "simulated", model, simulated=True)
    for action in ACTIONS:
        reference = template.references[action.name]
        request = Request(known, template, 1, action, site, Prompt("", "", ""))
        reply = simulate(request, reference, proneness_table()[model])
        end = conclude(site, reply)
        if not end.outcome.model_failure:
            harmed = _beside(reply.text, reference, site) or _unbalanced(end.after) > _unbalanced(
                site
            )
            kind = f"chain of {model}: " + (
                "a fault beside the task" if harmed else "none beside it"
            )
            step = Step(action, site, end.after, end.refused)
            yield Pair(template.name, kind, harmed, template, step)
        site = end.after


def _beside(text: str, reference: str, before: Site) -> bool:
    """Whether a reply holds an edit that is none of the reference's, not even a spoilt one."""
    known = {(edit.path, edit.search) for edit in fitted(reference, before)}
    return any((edit.path, edit.search) not in known for edit in parse_reply(text).edits)


def _unbalanced(site: Site) -> int:
    """Return how many braces of style sheets lack their partner: a slip that breaks what follows."""
    sheets = [site.text(path) for path in site if path.endswith(".css")]
    return sum(abs(text.count("{") - text.count("}")) for text in sheets)


def labelled() -> Iterator[Pair]:
    """Yield correct alternatives and changes without harm from tests/corpus."""
    import bakery
    import bundled_sites
    from brand_corpus import RIGHT
    from damage_corpus import NO_DEFECTS
    from technical_corpus import ACCESSIBILITY_RIGHT, CONTRAST_RIGHT, DATA_RIGHT, SEO_RIGHT

    actions = {action.name: action for action in ACTIONS}
    for name, changes in RIGHT.items():
        for change in changes.values():
            step = Step(actions[name], bakery.before(name), change(bakery.after(name)))
            yield Pair("bakery", "a correct alternative", False, bakery.template(), step)
    lodge = bundled_sites.template()
    right = {
        "add-seo-meta": SEO_RIGHT,
        "add-structured-data": DATA_RIGHT,
        "add-accessibility": ACCESSIBILITY_RIGHT,
        "verify-contrast": CONTRAST_RIGHT,
    }
    for name, changes in right.items():
        before, after = bundled_sites.state(lodge.name, name)
        for change in changes.values():
            step = Step(actions[name], before, change(after))
            yield Pair(lodge.name, "a correct alternative", False, lodge, step)
    for change in NO_DEFECTS.values():
        step = Step(actions["add-structured-data"], lodge.start, change(lodge.start))
        yield Pair(lodge.name, "no harm", False, lodge, step)
