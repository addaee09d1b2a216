"""verify-contrast: every text readable, the palette untouched, nothing hidden to get there."""

from __future__ import annotations

import pytest
from bundled_sites import (
    CSS,
    HTML,
    Change,
    append,
    both,
    css,
    cut,
    html,
    requirements,
    state,
    template,
    unmet,
)

from pytest_llmsite.actions.contrast import instruct
from pytest_llmsite.site import Site

ACTION = "verify-contrast"
ROLES = template().brief["apply-colours"]["roles"]


def states() -> tuple[Site, Site]:
    return state("safari-lodge", ACTION)


def judged(change: Change, own: bool = True) -> dict[str, float]:
    before, after = states()
    return unmet(requirements(ACTION, before, change(after), own))


@pytest.mark.parametrize("name", ["safari-lodge", "saas-product"])
def test_the_reference_meets_all_and_something_was_to_do(name: str) -> None:
    before, after = state(name, ACTION)
    assert unmet(requirements(ACTION, before, after, name=name)) == {}
    start = unmet(requirements(ACTION, before, before, name=name))
    assert len(start) >= 3
    assert all(key.startswith("pair/") for key in start)


def test_another_tone_that_is_dark_enough_is_as_good() -> None:
    before, _ = states()
    darker = append(
        CSS,
        "\n.testimonial__meta, .gallery__caption, .enquiry__note { color: #404040 }"
        "\n.button--quiet { color: rgb(60 60 60) } .site-footer__bottom * { color: #fff }\n"
        ".enquiry__input::placeholder { color: #555 }\n",
    )
    left = unmet(requirements(ACTION, before, darker(before)))
    assert not any(key.startswith("pair/") for key in left)


def test_each_text_that_is_left_costs_its_pair() -> None:
    before, _ = states()
    some = append(CSS, "\n.gallery__caption { color: #404040 }\n")
    start, left = (unmet(requirements(ACTION, before, site)) for site in (before, some(before)))
    assert len(left) == len(start) - 1


def test_hiding_or_deleting_a_text_does_not_make_it_readable() -> None:
    before, _ = states()
    start = unmet(requirements(ACTION, before, before))
    hidden = append(CSS, "\n.gallery__caption { display: none }\n")
    assert unmet(requirements(ACTION, before, hidden(before))) == start
    deleted = cut(HTML, r'<p class="enquiry__note">.*?</p>')
    assert unmet(requirements(ACTION, before, deleted(before))) == start
    emptied = cut(HTML, r'(?<=<p class="enquiry__note">).*?(?=</p>)')
    assert unmet(requirements(ACTION, before, emptied(before))) == start


def test_worse_texts_are_found_on_descendants_and_over_gradients() -> None:
    assert judged(append(CSS, "\n.feature__text { color: #ccc }\n"))
    assert judged(append(CSS, "\n.button--primary { color: #7a3040 }\n"))
    assert judged(append(CSS, "\n.contact__intro { opacity: 0.3 }\n"))
    assert judged(append(CSS, "\n@media (max-width: 480px) { .feature__text { color: #ccc } }\n"))


def test_a_text_that_cannot_be_decided_never_counts() -> None:
    picture = "\n.section-intro { background: url(../assets/supplied/hero.webp) }\n"
    assert judged(append(CSS, picture)) == {}


def test_the_palette_is_to_stay() -> None:
    name, role = next((n, r) for n, r in ROLES.items() if n == "primary")
    left = judged(css(role["new"], "#101010", 99))
    assert left[f"palette/{name}"] < 1


def test_a_later_look_leaves_out_what_is_gone() -> None:
    gone = cut(HTML, r'<section class="gallery".*?</section>')
    assert judged(gone)
    assert judged(gone, own=False) == {}


def test_a_readable_text_may_move_and_change_its_markup() -> None:
    moved = both(
        html("<h2", '<h2 data-x="1"'),
        cut(HTML, r'<p class="enquiry__note">', '<p class="enquiry__note n">'),
    )
    assert judged(moved) == {}


def test_findings_point_at_the_declaration() -> None:
    before, _ = states()
    found = requirements(ACTION, before, before)
    worst = next(r for r in found.values() if r.satisfaction < 1)
    assert worst.evidence[0].file == CSS
    assert worst.evidence[0].line > 1
    assert "color" in worst.evidence[0].quote
    assert ":1" in worst.message


def test_the_instruction_keeps_the_palette() -> None:
    words = instruct(template())
    assert "4.5:1" in words
    assert "3:1" in words
    for role in ROLES.values():
        assert role["new"] in words
