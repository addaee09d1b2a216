"""The plan: templates × models × runs × actions, as parameters with ids and marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..actions.catalogue import ACTIONS, Action
from ..engine.steps import ChainKey
from ..errors import LlmsiteError
from ..extending import NOTHING, Additions
from ..models.protocol import Model
from ..models.registry import resolve
from ..templates import loader
from ..templates.loader import Template
from .settings import Settings


@dataclass(frozen=True)
class Plan:
    """Everything a session may run; the same in every process, since it follows from the settings."""

    settings: Settings
    models: Mapping[str, Model]
    templates: Mapping[str, Template]
    actions: Sequence[Action] = ACTIONS
    additions: Additions = NOTHING

    @cached_property
    def chains(self) -> tuple[ChainKey, ...]:
        """All chains, run by run: after each round every model has been on every template."""
        return tuple(
            ChainKey(template, model, run)
            for run in range(1, self.settings.runs + 1)
            for template in self.templates
            for model in self.models
        )

    @cached_property
    def by_name(self) -> Mapping[str, Action]:
        """The actions by name."""
        return {action.name: action for action in self.actions}

    @cached_property
    def _chain_pattern(self) -> re.Pattern[str]:
        def either(names: Sequence[str]) -> str:
            return "|".join(
                re.escape(id_part(name)) for name in sorted(names, key=len, reverse=True)
            )

        templates, models = either(list(self.templates)), either(list(self.models))
        actions = either(list(self.by_name))
        return re.compile(rf"((?:{templates})-(?:{models})-run\d+)-({actions})(?=[\]-]|$)")

    def chain_of(self, nodeid: str) -> str:
        """Return the chain's id in a node id, or "" for a test that belongs to no chain."""
        return self.place_of(nodeid)[0]

    def place_of(self, nodeid: str) -> tuple[str, str]:
        """Return the ids of chain and action in a node id, or "" for a test that is no step."""
        match = self._chain_pattern.search(nodeid, nodeid.find("["))
        return (match[1], match[2]) if match else ("", "")


def _check_references(
    settings: Settings, models: Mapping[str, Model], templates: Mapping[str, Template]
) -> None:
    """Refuse what needs reference replies where a template has none at all."""
    needs = [f"--llm-models={m.alias}" for m in models.values() if m.provider == "reference"]
    simulated = [m.alias for m in models.values() if m.simulated]
    if simulated:
        needs.append(f"the simulated {' and '.join(simulated)}")
    if settings.start == "reference":
        needs.append("--llm-start=reference")
    without = [template for template in templates.values() if not template.references]
    if needs and without:
        raise LlmsiteError(
            f"template {without[0].name!r} ({without[0].folder}) has no references, which "
            f"{needs[0]} needs: run it chained with real models, or write its reference/*.md"
        )


def id_part(name: str) -> str:
    """Return a name as part of a test id: only characters that `-k` understands."""
    return re.sub(r"[^\w:+.-]", ".", name)


def make_plan(
    settings: Settings, additions: Additions = NOTHING, *, need_keys: bool = True
) -> Plan:
    """Resolve the settings' names. Raises LlmsiteError for what is unknown or broken."""
    models = resolve(
        settings.models,
        settings.model_table,
        simulate=settings.simulate,
        base_url=settings.base_url,
        need_keys=need_keys,
    )
    names = settings.templates or tuple(loader.bundled_names())
    templates: dict[str, Template] = {}
    for name in names:
        template = additions.extended(loader.load(loader.find(name, settings.root)))
        if template.name in templates and templates[template.name].folder != template.folder:
            raise LlmsiteError(
                f"two templates are called {template.name!r}: {templates[template.name].folder} and "
                f"{template.folder}; rename one of the folders"
            )
        templates[template.name] = template
    _check_references(settings, models, templates)
    return Plan(settings, models, templates, additions.actions, additions)
