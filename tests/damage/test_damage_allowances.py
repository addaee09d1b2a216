"""What a brief asks for is no damage; everything else is, in the very same step."""

from __future__ import annotations

import dataclasses

import pytest
from bundled_sites import (
    CSS,
    HTML,
    Change,
    append,
    both,
    css,
    cut,
    delete,
    found,
    html,
    page,
    rules,
    state,
    template,
)
from damage_corpus import DEFECTS

from pytest_llmsite.actions.catalogue import ACTIONS
from pytest_llmsite.damage.detect import defects
from pytest_llmsite.page.align import align
from pytest_llmsite.reply import Reply, apply_reply, parse_reply

NAMES = ("safari-lodge", "saas-product")
BRIEF = template().brief


@pytest.mark.parametrize("action", [action.name for action in ACTIONS])
@pytest.mark.parametrize("name", NAMES)
def test_a_reference_does_no_damage(name: str, action: str) -> None:
    before, after = state(name, action)
    assert found(before, after, action, name) == []


@pytest.mark.parametrize("action", [action.name for action in ACTIONS])
def test_half_an_edit_is_not_done_but_does_little_damage(action: str) -> None:
    """Blocks left out of a reference are work not done; most of the time nothing breaks by it."""
    before, _ = state("safari-lodge", action)
    edits = parse_reply(template().references[action]).edits
    half = apply_reply(before, Reply(edits[: len(edits) // 2])).site
    names = rules(found(before, half, action))
    # colours and backgrounds that are half changed may leave a text unreadable, layouts may overflow
    assert set(names) <= {
        "unreadable-text",
        "lost-headline",
        "horizontal-overflow",
        "lost-behaviour",
    }


ASKED_FOR: dict[str, tuple[str, Change]] = {
    "a paraphrase of a new text": (
        "update-hero-text", html(BRIEF["update-hero-text"]["texts"][1]["new"], "A new headline of ours"),
    ),
    "no header logo at all": (
        "replace-header-logo", cut(HTML, r'<img class="site-header__logo".*?>'),
    ),
    "the logo's alternative text": (
        "replace-header-logo", html(f'alt="{BRIEF["replace-header-logo"]["alt"]}"', 'alt="Logo"'),
    ),
    "no hero image": (
        "replace-hero-bg", css(',\n    url("supplied/hero.webp")'.replace("supplied", "../assets/supplied"), ""),
    ),
    "no icons": ("replace-favicon", cut(HTML, r'(<link rel="(?:icon|apple)[^>]*>\s*)+')),
    "no fonts": ("swap-fonts", cut(HTML, r'<link rel="stylesheet" href="https://fonts[^>]*>')),
    "old files deleted": (
        "replace-favicon", delete(*BRIEF["replace-favicon"]["replaces"]),
    ),
    "another colour": ("apply-colours", append(CSS, "\n.section-intro { color: #101010 }\n")),
    "another family": ("swap-fonts", append(CSS, "\n.section-intro { font-family: serif }\n")),
    "a darker text": ("verify-contrast", append(CSS, "\n.section-intro { color: #000 }\n")),
    "labels": (
        "add-accessibility", html('<form class="enquiry"', '<p><label for="enquiry-name">Please tell us your name '
                                  'in full</label></p><form class="enquiry"'),
    ),
}  # fmt: skip
NOT_ASKED_FOR: dict[str, tuple[str, Change, list[str]]] = {
    "another text": (
        "update-hero-text", html("Come and sit with us", "Come and dine with us"), ["changed-text"],
    ),
    "a later step's text": (
        "update-hero-text", both(
            html(BRIEF["update-about-text"]["texts"][0]["old"], BRIEF["update-about-text"]["texts"][0]["new"])
        ), [],
    ),
    "a style in a step about texts": (
        "update-hero-text", append(CSS, "\n.section-intro { color: #000 }\n"), ["unasked-restyle"],
    ),
    "a size in a step about colours": (
        "apply-colours", append(CSS, "\n.section-intro { font-size: 2rem }\n"), ["unasked-restyle"],
    ),
    "a child lost in a new layout": (
        "apply-hero-layout", cut(HTML, r'<p class="hero__lead">.*?</p>'), ["lost-text"],
    ),
    "a button lost in a new layout": (
        "apply-hero-layout", cut(HTML, r'<a class="button button--ghost".*?</a>'), ["lost-text"],
    ),
    "another section's layout": (
        "apply-hero-layout", append(CSS, "\n.features__grid { display: block }\n"), ["lost-layout"],
    ),
    "a logo that is not there": (
        "replace-header-logo",
        html(BRIEF["replace-header-logo"]["asset"], "assets/logo-dark.svg"), ["broken-image"],
    ),
    "the footer's logo with the header's": (
        "replace-header-logo", cut(HTML, r'<img class="site-footer__logo".*?>'), ["lost-image"],
    ),
    "a font from elsewhere": (
        "swap-fonts", html("</head>", '<link rel="stylesheet" href="https://use.typekit.example/x.css"></head>'),
        ["external-resource"],
    ),
    "a supplied file deleted": (
        "replace-favicon", delete("assets/supplied/og.webp"), ["deleted-file"],
    ),
    "a paragraph with the labels": (
        "add-accessibility", html('<form class="enquiry"', '<p>We love to hear from you every day.</p><form class="enquiry"'),
        ["invented-text"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED_FOR)
def test_what_the_brief_asks_for_is_no_damage(name: str) -> None:
    action, change = ASKED_FOR[name]
    before, after = state("safari-lodge", action)
    assert rules(found(before, change(after), action)) == []


@pytest.mark.parametrize("name", NOT_ASKED_FOR)
def test_what_it_does_not_ask_for_is(name: str) -> None:
    action, change, expected = NOT_ASKED_FOR[name]
    before, after = state("safari-lodge", action)
    assert rules(found(before, change(after), action)) == expected


def test_an_action_of_the_users_own_is_held_to_what_is_certain() -> None:
    known = template()
    own = dataclasses.replace(known, brief={**known.brief, "add-banner": {"text": "x"}})

    def judged(change: Change) -> list[str]:
        before, after = page(known.start), page(change(known.start))
        return rules(defects(before, after, align(before, after), own, "add-banner"))

    banner = html("<main>", "<main><p>Book now and save twenty per cent!</p>")
    assert judged(banner) == []
    assert judged(both(banner, html("assets/gallery-4.webp", "assets/gone.webp"))) == [
        "broken-image"
    ]
    assert judged(html("<main>", "<main><!-- ... rest unchanged ... -->")) == ["elision"]


def test_a_text_brought_back_is_not_invented() -> None:
    start = template().start
    for name in ("lost-text", "lost-section"):
        lost = next(iter(DEFECTS[name].values()))(start)
        assert "invented-text" not in rules(found(lost, start))
