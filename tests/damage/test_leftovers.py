"""What is looked for in files line by line, or only where a sign of it is, is found as in the whole file."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_llmsite.damage import leftovers

_BITS = (
    "Here's the updated code", "I've updated", "the changes\nmade include", "Sure, here", "hope this helps",
    "let me know if", "ſure, I", "I have\x0bupdated", "\u2028as an AI", "x", " ", "\n", "\r\n", "\n\n",
    "```html", "```", "~~~", "<<<<<<< SEARCH", ">>>>>>> REPLACE", "<<<<< HEAD x", "## FILE x", "  #### EDIT y",
    "*** Begin Patch", "*** Update File: a",
)  # fmt: skip


@given(st.lists(st.sampled_from(_BITS), max_size=12))
@settings(max_examples=500, deadline=None)
def test_leftovers_are_found_as_in_the_whole_file(bits: list[str]) -> None:
    source = "".join(bits)
    for pattern in (leftovers._CHATTER, leftovers._MARKER, leftovers._FENCE):
        whole = [(found.start(), " ".join(found[0].split())) for found in pattern.finditer(source)]
        if pattern is leftovers._CHATTER:
            assert leftovers._chatter(source) == whole
        else:
            assert leftovers._matches(pattern, source) == whole
