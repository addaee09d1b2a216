"""All rules by which a step is scored: requirements of the actions, damage, and replies.

The texts stand beside the checks; here they are put together for the documentation and for tests.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass

from .actions.catalogue import ACTIONS
from .actions.rules import Rule as RequirementRule
from .damage.catalogue import RULES as DAMAGE
from .damage.catalogue import Rule as DamageRule
from .damage.rendered import RENDERED


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """What was wrong with a reply itself; *costs* says what follows for the score."""

    id: str
    what: str
    reason: str
    bad: str
    good: str
    costs: str
    source: str = ""


AnyRule = RequirementRule | DamageRule | ReplyRule

_FAILED = "The site stays as it was and the step scores 0."
_FORMAT = "the reply format"

REPLY: dict[str, ReplyRule] = {
    rule.id: rule
    for rule in (
        ReplyRule("reply/malformed",
                  "The reply holds no edit in the reply format.",
                  "What cannot be applied was not done, however good the text around it is.",
                  "I would change the colours in styles.css as follows …",
                  "### FILE css/styles.css, and the file in a fence",
                  _FAILED, _FORMAT),
        ReplyRule("reply/empty",
                  "The reply has no text.",
                  "A call was paid for and nothing came of it.",
                  "(nothing)", "an edit", _FAILED, _FORMAT),
        ReplyRule("reply/refused",
                  "The model declined to do the edit.",
                  "It is the model's failure, not the infrastructure's, so it counts.",
                  "I'm sorry, but I can't help with that.", "an edit", _FAILED),
        ReplyRule("reply/truncated",
                  "The reply was cut off at the limit of output tokens (finish reason `length`).",
                  "Half a file is worse than none, so nothing of it is applied.",
                  "a whole file that ends in mid-rule",
                  "search/replace blocks, which say only what changes", _FAILED, _FORMAT),
        ReplyRule("reply/refused-edit",
                  "One of several edits was not applied: its search text is not in the file, or is there "
                  "more than once, or its path is not one of the site's.",
                  "The rest was applied; what is missing for the action is billed there besides.",
                  "a search text retyped from memory",
                  "the search text copied from the file, long enough to be there once",
                  "0.25 points an edit, 1 point at most, and never below 0.", _FORMAT),
    )
}  # fmt: skip


def requirement_rules() -> dict[str, tuple[RequirementRule, tuple[str, ...]]]:
    """Return each action's rules by id, each with the names of the actions that it belongs to."""
    owners: dict[str, list[str]] = {}
    for action in ACTIONS:
        owners.setdefault(str(action.check).partition(":")[0], []).append(action.name)
    return {
        rule.id: (rule, tuple(names))
        for module, names in owners.items()
        for rule in importlib.import_module(module).RULES
    }


def every_rule() -> Iterator[AnyRule]:
    """Yield all rules: of requirements in the order of the actions, of damage, of replies."""
    yield from (rule for rule, _ in requirement_rules().values())
    yield from DAMAGE.values()
    yield from RENDERED.values()
    yield from REPLY.values()
