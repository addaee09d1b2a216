"""What can be seen, and how well: visibility, backgrounds, contrast, columns."""

from __future__ import annotations

import pytest
from making import SVG, one, page, png

from pytest_llmsite.page import columns, track_count


@pytest.mark.parametrize(
    "css, seen",
    [
        ("", True),
        ("#t { display: none }", False),
        ("main { display: none }", False),
        ("#t { visibility: hidden }", False),
        ("main { visibility: hidden } #t { visibility: visible }", True),
        ("#t { opacity: 0 }", False),
        ("main { opacity: 0.01 }", False),
        ("#t { opacity: 0; animation: a 1s }", None),
        ("#t { position: absolute; clip: rect(0 0 0 0) }", False),
        ("#t { clip-path: inset(50%) }", False),
        ("#t { clip-path: inset(10%) }", True),
        ("#t { position: absolute; left: -9999px }", False),
        ("#t { text-indent: -9999px }", False),
        ("main { height: 0; overflow: hidden }", False),
        ("main { height: 0 }", True),
        ("#t { max-height: 0; overflow: hidden }", False),
        ("#t { font-size: 0 }", False),
        ("#t { position: fixed; right: 0; transform: translateX(100%) }", False),
        ("#t { position: fixed; right: -300px; width: 300px }", False),
        ("#t { transform: translateX(10px) }", True),
        ("#t { content-visibility: hidden }", False),
        ("@media (max-width: 500px) { #t { display: none } }", True),
    ],
)
def test_visibility(css: str, seen: bool | None) -> None:
    made = page("<main><p id=t>x</p></main>", css)
    assert made.visible(one(made)) is seen


def test_scripts_may_show_what_is_faded_out() -> None:
    made = page("<p id=t style='opacity:0'>x</p><script>1</script>")
    assert made.visible(one(made)) is None


def test_closed_details_and_lists_hide_their_content() -> None:
    made = page(
        "<details><summary id=s>s</summary><p id=t>x</details><select><option id=o>1</select>"
    )
    assert made.visible(one(made, "#s")) is True
    assert made.visible(one(made)) is False
    assert made.visible(one(made, "#o")) is False


def test_background_layers() -> None:
    css = "#t { background: linear-gradient(rgba(0,0,0,.5), #fff 50%) no-repeat, url(a.png) center/cover, red }"
    made = page("<div id=t>x</div>", css, files={"a.png": png()})
    found = made.background(one(made))
    assert found.colour.hex == "#ff0000"
    gradient, image = found.layers
    assert [stop.hex for stop in gradient.stops] == ["#00000080", "#ffffff"]
    assert (image.size, image.resource and image.resource.path) == ("cover", "a.png")
    assert found.images[0].decodes
    plain = page("<p id=t>x")
    assert plain.background(one(plain)).empty


def contrast(
    css: str, body: str = "<main><p id=t>x</p></main>", **files: bytes
) -> tuple[str, float, float]:
    made = page(
        body, css, files={name.replace("_", "."): content for name, content in files.items()}
    )
    found = made.contrast(one(made))
    return found.decided, round(found.lowest, 2), round(found.highest, 2)


@pytest.mark.parametrize(
    "css, expected",
    [
        ("", ("pass", 21.0, 21.0)),
        ("#t { color: #777 }", ("fail", 4.48, 4.48)),
        ("#t { color: #777; font-size: 24px }", ("pass", 4.48, 4.48)),
        ("#t { color: #777; font-size: 19px; font-weight: 700 }", ("pass", 4.48, 4.48)),
        ("#t { color: #777; font-size: 19px }", ("fail", 4.48, 4.48)),
        ("main { background: black } #t { color: #fff8 }", ("pass", 5.92, 5.92)),
        ("main { background: #000 } #t { background: rgba(255,255,255,.5) }", ("pass", 5.28, 5.28)),
        ("main { opacity: .5 }", ("fail", 3.98, 3.98)),
        ("#t { background: linear-gradient(#fff, #eee) }", ("pass", 18.1, 21.0)),
        ("#t { background: linear-gradient(#000, #fff) }", ("unknown", 1.0, 21.0)),
        ("#t { background: linear-gradient(#000, #222) }", ("fail", 1.0, 1.32)),
        ("main { background: url(lost.png) #000 } #t { color: #fff }", ("pass", 21.0, 21.0)),
        ("#t { background: linear-gradient(red, red) 0 100% / 100% 2px no-repeat }", ("pass", 21.0, 21.0)),
        ("main::before { content: ''; position: absolute; inset: 0; background: #000; z-index: -1 }"
         "main { position: relative; z-index: 0 }", ("fail", 1.0, 1.0)),
        ("main::after { content: ''; position: absolute; inset: 0; background: #000 }"
         "#t { position: relative; z-index: 1; color: #fff }", ("pass", 21.0, 21.0)),
        ("#t { color: transparent; background: linear-gradient(#000, #333); background-clip: text }",
         ("pass", 12.63, 21.0)),
    ],
)  # fmt: skip
def test_contrast(css: str, expected: tuple[str, float, float]) -> None:
    assert contrast(css) == expected


@pytest.mark.parametrize(
    "overlay, colour, decided",
    [
        ("rgba(0,0,0,.75)", "#fff", "pass"),
        ("rgba(0,0,0,.4)", "#fff", "unknown"),
        ("rgba(0,0,0,.9)", "#444", "fail"),
    ],
)
def test_images_behind_text_are_black_or_white(overlay: str, colour: str, decided: str) -> None:
    css = (
        f"main {{ background: linear-gradient({overlay}, {overlay}), url(a.png); color: {colour} }}"
    )
    assert contrast(css, a_png=png())[0] == decided


def test_positioned_images_and_overlays_lie_behind() -> None:
    css = """
    .hero { position: relative; isolation: isolate } .hero img, .shade { position: absolute; inset: 0 }
    .hero img { width: 100%; height: 100%; object-fit: cover } .shade { background: rgba(0, 0, 0, .8) }
    .in { position: relative; color: #fff }
    """
    body = '<div class=hero><img src=a.png alt=""><div class=shade></div><div class=in id=t>x</div></div>'
    made = page(body, css, files={"a.png": png()})
    found = made.contrast(one(made))
    assert found.decided == "pass"
    assert found.backdrop.unknown
    bare = page(body.replace("<div class=shade></div>", ""), css, files={"a.png": png()})
    assert bare.contrast(one(bare)).decided == "unknown"


def test_placeholders_have_contrast_too() -> None:
    made = page("<input id=t placeholder=x>", "::placeholder { color: #ccc }")
    assert made.contrast(one(made), pseudo="::placeholder").decided == "fail"


@pytest.mark.parametrize(
    "css, wide, narrow",
    [
        ("main { display: grid; grid-template-columns: repeat(3, 1fr) }", 3, 3),
        ("main { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)) }", 4, 1),
        ("main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)) }", 3, 1),
        ("main { display: grid; grid-template-columns: 1fr 1fr } i:first-child { grid-column: 1 / -1 }", 2, 2),
        ("main { display: grid; grid-template-columns: 1fr 1fr } i { grid-column: span 2 }", 1, 1),
        ("main { display: grid; grid: 'a b' 'a c' / 1fr 2fr }", 2, 2),
        ("main { display: grid }", 1, 1),
        ("main { display: grid; grid-auto-flow: column }", 4, 4),
        ("main { display: flex }", 4, 4),
        ("main { display: flex; flex-direction: column }", 1, 1),
        ("main { display: flex; flex-wrap: wrap; gap: 20px } i { flex: 1 1 250px }", 4, 1),
        ("main { display: flex; flex-wrap: wrap } i { width: 33.33% }", 3, 3),
        ("main { display: flex; flex-wrap: wrap }", None, None),
        ("main { columns: 2 300px } i { display: block }", 2, 1),
        ("i { float: left; width: 25% }", 4, 4),
        ("i { display: inline-block; width: 45% }", 2, 2),
        ("i { display: block }", 1, 1),
        ("main { display: none }", 0, 0),
        ("main { display: grid; grid-template-columns: 1fr 1fr }"
         "@media (max-width: 600px) { main { grid-template-columns: 1fr } }", 2, 1),
    ],
)  # fmt: skip
def test_columns(css: str, wide: int | None, narrow: int | None) -> None:
    made = page("<main id=t><i>1</i><i>2</i><i>3</i><i>4</i></main>", css)
    assert columns(made, one(made), 1280) == wide
    assert columns(made, one(made), 375) == narrow


def test_tracks_follow_the_room_there_is() -> None:
    css = "main { padding: 0 40px; max-width: 1000px; box-sizing: border-box } #t { display: grid; gap: 20px; "
    css += "grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)) }"
    made = page("<main><div id=t><i>1</i></div></main>", css)
    assert track_count(made, one(made)) == 4
    assert track_count(made, one(made), 375) == 1
    assert track_count(made, made.select("main")[0]) is None


def test_svg_files_are_no_pictures_when_broken() -> None:
    css = "main { background: url(a.svg) #000; color: #fff }"
    assert contrast(css, a_svg=b"<svg")[0] == "pass"
    assert contrast(css, a_svg=SVG)[0] == "unknown"
