"""What changes least from step to step stands first, and is what a provider is asked to keep."""

from __future__ import annotations

import pytest
from engines import small_template

from pytest_llmsite.actions.catalogue import ACTIONS, Action
from pytest_llmsite.models.protocol import Prompt
from pytest_llmsite.models.sending import prompt_parts, user_content
from pytest_llmsite.prompt import build_prompt
from pytest_llmsite.reply import apply_reply, parse_reply
from pytest_llmsite.site import Site
from pytest_llmsite.templates import loader


def test_kinds_of_files_come_in_the_order_of_their_changes() -> None:
    site = Site(
        {
            "index.html": b"<p>page",
            "css/a.css": b"a{}",
            "js/a.js": b"1",
            "robots.txt": b"x",
            "logo.png": b"123",
        }
    )
    template = small_template(None)  # type: ignore[arg-type]
    files = build_prompt(template, Action("a", 1, "brand", lambda _: "Do.", lambda _: []), site).files  # fmt: skip
    places = [files.index(name) for name in ("logo.png", "js/a.js", "robots.txt", "css/a.css", "index.html")]  # fmt: skip
    assert places == sorted(places)


@pytest.mark.parametrize("name", loader.bundled_names())
def test_most_steps_find_much_of_their_prompt_as_it_was(name: str) -> None:
    template = loader.load(loader.find(name))
    site, before, kept = template.start, "", []
    for action in ACTIONS:
        prompt = build_prompt(template, action, site)
        if before:
            same = next(at for at, (a, b) in enumerate(zip(before, prompt.user, strict=False)) if a != b)  # fmt: skip
            kept.append(same / len(prompt.user))
        before = prompt.user
        site = apply_reply(site, parse_reply(template.references[action.name])).site
    # Stylesheets, a third to a half of a prompt, are as they were after half of the actions.
    assert sum(share > 0.3 for share in kept) >= 7


def test_parts_make_up_the_whole_and_all_but_the_last_may_be_kept() -> None:
    template = loader.load(loader.find(loader.bundled_names()[0]))
    prompt = build_prompt(template, ACTIONS[0], template.start)
    parts = prompt_parts(prompt)
    assert "".join(parts) == prompt.user
    assert [part.split("\n")[0].rpartition(".")[2] for part in parts] == ["# The website", "css", "html"]  # fmt: skip
    blocks = user_content(prompt, cache=True)
    assert ["cache_control" in block for block in blocks] == [True, True, False]


@pytest.mark.parametrize("files", ["", "# The website\n", "## a.css\nx\n", "## a.html\nx\n"])
def test_parts_of_small_sites_are_whole_and_not_empty(files: str) -> None:
    parts = prompt_parts(Prompt("s", files, "task"))
    assert "".join(parts) == files + "task"
    assert all(parts)
