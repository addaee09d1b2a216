"""Files as one page has them: what the browser kept of another page's is not taken for them."""

from __future__ import annotations

import io
from typing import Any

from browsing import page
from PIL import Image

from pytest_llmsite.site import Site

BODY = '<img src="a.png" alt=""><p>Text</p><script src="a.js"></script>'
HEAD = '<link rel="stylesheet" href="a.css">'


def picture(width: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, 20), "navy").save(target, "PNG")
    return target.getvalue()


def site(width: int, colour: str) -> Site:
    return page(
        BODY,
        head=HEAD,
        files={
            "a.png": picture(width),
            "a.css": f"p {{ color: {colour} }}".encode(),
            "a.js": f"console.error('{colour}')".encode(),
        },
    )


def told(inspector: Any, of: Site) -> tuple[Any, ...]:
    inspector.forget()
    found = inspector.page(of)
    view, text = found.view(), found.select("p")[0]
    (image,) = view.images.values()
    return image.width, view.looks[found.place(text)].colour, found.lived.errors


def test_a_file_of_the_same_name_is_another_file(inspector: Any) -> None:
    red, blue = site(30, "rgb(255, 0, 0)"), site(50, "rgb(0, 0, 255)")
    for each, width, colour in 2 * [
        (red, 30, "rgb(255, 0, 0)"),
        (blue, 50, "rgb(0, 0, 255)"),
        (blue, 50, "rgb(0, 0, 255)"),
    ]:
        assert told(inspector, each) == (width, colour, (colour,))


def test_every_file_that_is_needed_is_asked_for_again(inspector: Any) -> None:
    asked = []
    for _ in range(3):
        inspector.forget()
        asked.append(inspector.rendered(site(30, "rgb(255, 0, 0)"), "index.html").asked)
    assert asked[0].keys() == {"index.html", "a.png", "a.css"}
    assert asked[1] == asked[0]
    assert asked[2] == asked[0]


def test_a_file_that_is_gone_is_missing(inspector: Any) -> None:
    whole = site(30, "rgb(255, 0, 0)")
    told(inspector, whole)
    without = Site({name: c for name, c in whole.files.items() if name != "a.png"})
    found = inspector.page(without)
    (image,) = found.view().images.values()
    assert not image.decoded
    assert "a.png" in {refused.url for refused in found.lived.refused}


def test_what_scripts_ask_for_is_told_with_what_it_is_for(inspector: Any) -> None:
    script = "fetch('http://elsewhere.example/a'); fetch('b.json'); new Image().src = 'c.png'"
    found = inspector.page(page(f"<p>Text</p><script>{script}</script>")).lived
    told_of = {(refused.url, refused.kind, refused.missing) for refused in found.refused}
    assert told_of == {
        ("http://elsewhere.example/a", "fetch", False),
        ("b.json", "fetch", True),
        ("c.png", "image", True),
    }
