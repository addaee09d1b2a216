"""Layouts by many techniques, right and wrong: pattern → name → (parts, css), on the plain page.

A wrong one says at which width it is wrong.
"""

from __future__ import annotations

from plain_site import FEATURES, FOOTER, HERO, TESTIMONIALS

Variant = tuple[dict[str, str], str]

_BARE = HERO.replace(
    '<img class="picture" src="assets/hero.webp" width="640" height="420" alt="A boat">\n', ""
)
_OVERLAY = (
    ".hero { background: linear-gradient(rgba(0,20,40,.7), rgba(0,20,40,.7)), "
    "url(assets/hero.webp) center / cover; color: #fff; padding: 120px 40px }"
)
_CENTRE = ".hero { text-align: center } .text { max-width: 640px; margin: 0 auto }"
_ABSOLUTE = (
    ".hero { position: relative; padding: 160px 40px; overflow: hidden; color: #fff } "
    ".picture { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover } "
    ".hero::after { content: ''; position: absolute; inset: 0; background: rgba(0,20,40,.7) } "
    ".text { position: relative; z-index: 2 }"
)
_SPLIT = ".hero { display: grid; grid-template-columns: 1fr 1fr; gap: 40px; align-items: center; padding: 40px } .picture { width: 100% }"
_STACK = " @media (max-width: 768px) { .hero { grid-template-columns: 1fr; display: block } }"
_VIDEO = HERO.replace(
    '<img class="picture" src="assets/hero.webp" width="640" height="420" alt="A boat">',
    '<video class="picture" autoplay muted loop playsinline poster="assets/hero.webp"></video>',
)
_WRAPPED = HERO.replace('<div class="text">', '<div class="wrap"><div class="text">').replace(
    "</section>", "</div></section>"
)

_ROWS = FEATURES.replace('<div class="cards">', '<div class="row">', 1).replace(
    '</article><article class="card"><svg class="icon" viewBox="0 0 24 24" width="40" height="40">'
    '<path d="M2 4h20"/>',
    '</article></div><div class="row"><article class="card"><svg class="icon" viewBox="0 0 24 24" '
    'width="40" height="40"><path d="M2 4h20"/>',
)
_LIST = (
    FEATURES.replace("<article", "<li")
    .replace("</article>", "</li>")
    .replace('<div class="cards">', '<ul class="cards">')
    .replace("</div></section>", "</ul></section>")
)
_DOTS = '<div class="dots"><button type="button">1</button><button type="button">2</button></div></section>'
_COLUMNS = FOOTER.replace(
    '<div class="blocks">', '<div class="blocks"><div class="inner">'
).replace('</div><div class="bottom">', '</div></div><div class="bottom">')

_THIRD = [f'<li><a href="#footer">Third link {n}</a></li>' for n in (1, 2, 3)]
_FOUR = FOOTER
for _link in _THIRD:
    _FOUR = _FOUR.replace(_link, "")
_FOUR = _FOUR.replace(
    '</div><div class="bottom">',
    f'<div class="group"><ul>{"".join(_THIRD)}</ul></div></div><div class="bottom">',
)

RIGHT: dict[str, dict[str, Variant]] = {
    "full-width-overlay": {
        "background and gradient": ({"hero": _BARE}, _OVERLAY),
        "absolute image": ({}, _ABSOLUTE),
        "pseudo-element behind": (
            {"hero": _BARE},
            ".hero { position: relative; isolation: isolate; padding: 140px 5vw; color: #fff } "
            ".hero::before { content: ''; position: absolute; inset: 0; z-index: -1; "
            "background: linear-gradient(#0009, #0009), url(assets/hero.webp) center/cover }",
        ),
        "grid stack": (
            {"hero": _WRAPPED},
            ".hero { display: grid; color: #fff } .picture, .wrap { grid-area: 1 / 1 } "
            ".picture { width: 100%; height: 100%; min-height: 500px; object-fit: cover } "
            ".wrap { z-index: 1; background: rgba(0,0,0,.6); padding: 120px 40px }",
        ),
    },
    "centered-minimal": {
        "text-align": ({"hero": _BARE}, _OVERLAY + _CENTRE),
        "flex column": (
            {"hero": _BARE},
            _OVERLAY + ".hero { display: flex; flex-direction: column; align-items: center; "
            "justify-content: center; min-height: 80vh } .text { max-width: 40rem; text-align: center }",
        ),
        "grid and place-items": (
            {"hero": _BARE},
            _OVERLAY + ".hero { display: grid; place-items: center; min-height: 600px } "
            ".text { text-align: center; max-width: 34em }",
        ),
        "absolute image behind": ({}, _ABSOLUTE + _CENTRE),
    },
    "split-screen": {
        "grid": ({}, _SPLIT + _STACK),
        "flex": (
            {},
            ".hero { display: flex; align-items: center; gap: 32px } .picture, .text { flex: 1 1 0; "
            "min-width: 0 } @media (max-width: 700px) { .hero { flex-direction: column } "
            ".picture { width: 100%; flex: none } }",
        ),
        "float": (
            {},
            ".picture { float: right; width: 50% } .text { float: left; width: 50%; padding: 40px } "
            ".hero::after { content: ''; display: table; clear: both } "
            "@media (max-width: 768px) { .picture, .text { float: none; width: 100% } }",
        ),
        "areas": (
            {},
            ".hero { display: grid; grid-template-areas: 'text picture'; grid-template-columns: 50% 50% } "
            ".text { grid-area: text; padding: 30px } .picture { grid-area: picture; width: 100% } "
            "@media (max-width: 768px) { .hero { grid-template-areas: 'picture' 'text'; "
            "grid-template-columns: 100% } }",
        ),
        "a background as the other half": (
            {
                "hero": HERO.replace(
                    '<img class="picture" src="assets/hero.webp" width="640" height="420" alt="A boat">',
                    '<div class="half" role="img" aria-label="A boat"></div>',
                )
            },
            ".hero { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); min-height: 500px } "
            ".half { background: url('assets/hero.webp') center / cover; min-height: 300px } "
            "@media (max-width: 768px) { .hero { grid-template-columns: 1fr } }",
        ),
        "mobile first": (
            {},
            ".picture { width: 100% } @media (min-width: 900px) { .hero { display: flex } "
            ".hero > * { width: 50% } }",
        ),
    },
    "asymmetric-grid": {
        "3 to 2": (
            {},
            ".hero { display: grid; grid-template-columns: 2fr 3fr; gap: 40px } .picture { width: 100% }"
            " @media (max-width: 768px) { .hero { grid-template-columns: 1fr } }",
        ),
        "flex": (
            {},
            ".hero { display: flex; flex-direction: row-reverse } .text { flex: 0 0 65%; padding: 40px } "
            ".picture { flex: 1; min-width: 0 } @media (max-width: 768px) { .hero { display: block } "
            ".picture { width: 100% } }",
        ),
        "facts in the narrow column": (
            {
                "hero": _BARE.replace('<div class="actions">', '</div><div class="side">').replace(
                    "</div></div>\n</section>", "</div>\n</section>"
                )
            },
            _OVERLAY + ".hero { display: grid; grid-template-columns: 1.8fr 1fr }"
            " @media (max-width: 768px) { .hero { grid-template-columns: 1fr } }",
        ),
    },
    "parallax-scroll": {
        "fixed attachment": (
            {"hero": _BARE},
            _OVERLAY + ".hero { background-attachment: fixed } "
            "@media (max-width: 768px) { .hero { background-attachment: scroll } }",
        ),
        "only on wide screens": (
            {"hero": _BARE},
            _OVERLAY + "@media (min-width: 1024px) { .hero { background-attachment: fixed } }",
        ),
        "sticky image": (
            {"hero": _WRAPPED},
            ".hero { display: grid; color: #fff } .picture, .wrap { grid-area: 1 / 1 } .picture { "
            "position: sticky; top: 0; width: 100%; height: 500px; object-fit: cover } "
            ".wrap { position: relative; z-index: 1; background: rgba(0,0,0,.6); padding: 160px 40px }"
            "@media (max-width: 768px) { .picture { position: static; height: 100%; min-height: 500px } }",
        ),
    },
    "video-background": {
        "absolute video": ({"hero": _VIDEO}, _ABSOLUTE),
    },
    "card-grid-3col": {
        "grid": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(3, 1fr); gap: 24px; padding: 20px } "
            "@media (max-width: 1024px) { .cards { grid-template-columns: 1fr 1fr } } "
            "@media (max-width: 600px) { .cards { grid-template-columns: 1fr } }",
        ),
        "auto-fit": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(330px, 1fr)); "
            "gap: 24px; padding: 16px }",
        ),
        "flex": (
            {},
            ".cards { display: flex; flex-wrap: wrap; gap: 20px } .card { flex: 0 0 calc((100% - 40px) / 3) }"
            " @media (max-width: 800px) { .card { flex-basis: 100% } }",
        ),
        "floats": (
            {},
            ".card { float: left; width: 33.333% } .cards::after { content: ''; display: block; clear: both }"
            " @media (max-width: 900px) { .card { width: 50% } } @media (max-width: 500px) { .card { width: 100% } }",
        ),
        "two rows of three": (
            {"features": _ROWS},
            ".row { display: flex; gap: 20px } .card { flex: 1 } "
            "@media (max-width: 800px) { .row { flex-direction: column } }",
        ),
        "inline blocks": (
            {},
            ".cards { font-size: 0 } .card { display: inline-block; width: 33.33%; font-size: 16px; "
            "vertical-align: top } @media (max-width: 800px) { .card { width: 100% } }",
        ),
        "a list": (
            {"features": _LIST},
            ".cards { display: grid; grid-template-columns: 1fr 1fr 1fr } "
            "@media (max-width: 800px) { .cards { grid-template-columns: 1fr } }",
        ),
        "mobile first": (
            {},
            ".cards { display: grid; gap: 1rem } @media (min-width: 640px) { .cards { grid-template-columns: "
            "1fr 1fr } } @media (min-width: 1000px) { .cards { grid-template-columns: 1fr 1fr 1fr } }",
        ),
    },
    "alternating-rows": {
        "row-reverse": (
            {},
            ".card { display: flex; gap: 40px; align-items: center } .icon { width: 45%; height: 240px } "
            ".body { flex: 1 } .card:nth-child(even) { flex-direction: row-reverse } "
            "@media (max-width: 768px) { .card, .card:nth-child(even) { flex-direction: column } "
            ".icon { width: 100% } }",
        ),
        "order": (
            {},
            ".card { display: grid; grid-template-columns: 1fr 1fr; gap: 40px } .icon { width: 100%; "
            "height: 240px } .card:nth-of-type(2n) .icon { order: 2 } "
            "@media (max-width: 768px) { .card { grid-template-columns: 1fr } "
            ".card:nth-of-type(2n) .icon { order: 0 } }",
        ),
    },
    "timeline": {
        "border of the list": (
            {},
            ".cards { border-left: 3px solid #246; margin-left: 40px } .card { padding: 0 0 40px 32px }",
        ),
        "pseudo-element": (
            {},
            ".cards { position: relative; padding-left: 60px } .cards::before { content: ''; position: "
            "absolute; left: 20px; top: 0; bottom: 0; width: 2px; background: #246 }",
        ),
        "alternate sides of a middle line": (
            {},
            ".cards { position: relative } .cards::before { content: ''; position: absolute; left: 50%; "
            "top: 0; bottom: 0; width: 4px; background: #246 } .card { width: 50%; padding: 20px } "
            ".card:nth-child(even) { margin-left: 50% } @media (max-width: 768px) { .cards::before { "
            "left: 16px } .card, .card:nth-child(even) { width: 100%; margin-left: 0; padding-left: 48px } }",
        ),
        "borders of the items": (
            {},
            ".card { border-left: 2px solid #246; padding: 0 0 32px 24px }",
        ),
    },
    "icon-list": {
        "flex rows": ({}, ".card { display: flex; gap: 16px } .icon { flex: none }"),
        "two columns": (
            {},
            ".cards { display: grid; grid-template-columns: 1fr 1fr; gap: 20px } .card { display: grid; "
            "grid-template-columns: 48px 1fr } @media (max-width: 600px) { .cards { grid-template-columns: 1fr } }",
        ),
        "absolute icon": (
            {},
            ".card { position: relative; padding-left: 72px } .icon { position: absolute; left: 0; top: 4px }",
        ),
        "floated icon": ({}, ".icon { float: left; width: 40px } .body { margin-left: 60px }"),
    },
    "bento-grid": {
        "spans": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(4, 1fr); grid-auto-rows: 220px; gap: 16px } "
            ".card:nth-child(1) { grid-column: span 2; grid-row: span 2 } .card:nth-child(4) { grid-column: "
            "span 2 } .card:nth-child(6) { grid-column: span 3 } "
            "@media (max-width: 768px) { .cards { grid-template-columns: 1fr 1fr } .card:nth-child(n) { "
            "grid-column: auto; grid-row: auto } } @media (max-width: 480px) { .cards { grid-template-columns: 1fr } }",
        ),
        "areas": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(3, 1fr); grid-template-areas: "
            "'a a b' 'c d d' 'e f f'; gap: 16px; grid-auto-rows: minmax(180px, auto) } "
            ".card:nth-child(1) { grid-area: a } .card:nth-child(2) { grid-area: b } "
            ".card:nth-child(3) { grid-area: c } .card:nth-child(4) { grid-area: d } "
            ".card:nth-child(5) { grid-area: e } .card:nth-child(6) { grid-area: f } "
            "@media (max-width: 768px) { .cards { grid-template: none; display: block } }",
        ),
    },
    "grid-2col": {
        "grid": (
            {},
            ".quotes { display: grid; grid-template-columns: 1fr 1fr; gap: 24px } "
            "@media (max-width: 600px) { .quotes { grid-template-columns: 1fr } }",
        ),
        "flex": (
            {},
            ".quotes { display: flex; flex-wrap: wrap } .quote { width: 50%; padding: 12px } "
            "@media (max-width: 600px) { .quote { width: 100% } }",
        ),
        "minmax": (
            {},
            ".quotes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); "
            "max-width: 1000px; margin: auto }",
        ),
    },
    "single-highlight": {
        "full row above": (
            {},
            ".quotes { display: grid; grid-template-columns: repeat(3, 1fr); gap: 20px } "
            ".quote:first-child { grid-column: 1 / -1; font-size: 28px } "
            "@media (max-width: 700px) { .quotes { grid-template-columns: 1fr } }",
        ),
        "beside": (
            {},
            ".quotes { display: grid; grid-template-columns: 2fr 1fr; gap: 20px } "
            ".quote:first-child { grid-row: span 3 } @media (max-width: 700px) { .quotes { display: block } }",
        ),
        "one at a time": (
            {"testimonials": TESTIMONIALS.replace("</section>", _DOTS)},
            ".quote { display: none } .quote:first-child { display: block; font-size: 30px }",
        ),
    },
    "carousel": {
        "scroll snap": (
            {},
            ".quotes { display: flex; overflow-x: auto; scroll-snap-type: x mandatory; gap: 20px } "
            ".quote { flex: 0 0 480px; scroll-snap-align: start } "
            "@media (max-width: 600px) { .quote { flex-basis: 85% } }",
        ),
        "grid columns": (
            {},
            ".quotes { display: grid; grid-auto-flow: column; grid-auto-columns: 40%; overflow-x: scroll; "
            "scroll-snap-type: x proximity } @media (max-width: 600px) { .quotes { grid-auto-columns: 90% } }",
        ),
        "slides with buttons": (
            {"testimonials": TESTIMONIALS.replace("</section>", _DOTS)},
            ".testimonials { overflow: hidden } .quotes { display: flex } .quote { flex: 0 0 100% }",
        ),
    },
    "masonry": {
        "columns": (
            {},
            ".quotes { columns: 3; column-gap: 20px } .quote { break-inside: avoid } "
            "@media (max-width: 900px) { .quotes { columns: 2 } } @media (max-width: 600px) { .quotes { columns: 1 } }",
        ),
        "column-width": ({}, ".quotes { column-width: 380px }"),
        "row spans": (
            {},
            ".quotes { display: grid; grid-template-columns: 1fr 1fr; grid-auto-rows: 20px; gap: 10px } "
            ".quote:nth-child(1) { grid-row: span 5 } .quote:nth-child(2) { grid-row: span 7 } "
            ".quote:nth-child(3) { grid-row: span 8 } .quote:nth-child(4) { grid-row: span 10 } "
            "@media (max-width: 600px) { .quotes { display: block } }",
        ),
        "own columns": (
            {
                "testimonials": TESTIMONIALS.replace(
                    '<div class="quotes">', '<div class="quotes"><div class="col">'
                )
                .replace("<blockquote>Sentence 3", "<blockquote>Sentence 3")
                .replace(
                    '</figure><figure class="quote"><blockquote>Sentence 3',
                    '</figure></div><div class="col"><figure class="quote"><blockquote>Sentence 3',
                )
                .replace("</div></section>", "</div></div></section>")
            },
            ".quotes { display: flex; gap: 20px } .col { flex: 1 } "
            "@media (max-width: 700px) { .quotes { display: block } }",
        ),
    },
    "4-column": {
        "grid": (
            {},
            ".blocks { display: grid; grid-template-columns: repeat(4, 1fr); gap: 30px } "
            "@media (max-width: 900px) { .blocks { grid-template-columns: 1fr 1fr } } "
            "@media (max-width: 500px) { .blocks { grid-template-columns: 1fr } }",
        ),
        "flex": (
            {},
            ".blocks { display: flex; flex-wrap: wrap } .blocks > div { flex: 1 1 25%; min-width: 220px } "
            "@media (max-width: 900px) { .blocks > div { flex-basis: 50% } } "
            "@media (max-width: 500px) { .blocks > div { flex-basis: 100% } }",
        ),
        "nested": (
            {"footer": _COLUMNS},
            ".inner { display: grid; grid-template-columns: 2fr 1fr 1fr 1fr } "
            "@media (max-width: 900px) { .inner { grid-template-columns: 1fr } }",
        ),
    },
    "3-column-centered": {
        "grid": (
            {
                "footer": FOOTER.replace(
                    '<div class="group"><h4>Group 2', "<div><h4>Group 2"
                ).replace("</ul></div><div><h4>Group 2", "</ul><h4>Group 2")
            },
            ".footer { text-align: center } .blocks { display: grid; grid-template-columns: repeat(3, 1fr) } "
            ".brand img { margin: auto } @media (max-width: 768px) { .blocks { grid-template-columns: 1fr } }",
        ),
    },
    "minimal-single-row": {
        "flex": (
            {
                "footer": FOOTER.replace(
                    '</div><div class="bottom">', '<div class="bottom">'
                ).replace("</div></footer>", "</div></div></footer>")
            },
            ".blocks { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 24px; font-size: 12px } "
            ".brand, .group, .group ul { display: flex; gap: 8px; align-items: center } h4 { display: inline } "
            "@media (min-width: 1100px) { .blocks { flex-wrap: nowrap } }",
        ),
    },
    "mega-footer": {
        "a column more": (
            {"footer": _FOUR},
            ".blocks { display: grid; grid-template-columns: 2fr repeat(4, 1fr) } .bottom { border-top: 1px "
            "solid } @media (max-width: 900px) { .blocks { grid-template-columns: 1fr 1fr } } "
            "@media (max-width: 500px) { .blocks { grid-template-columns: 1fr } }",
        ),
    },
}

WRONG: dict[str, dict[str, tuple[dict[str, str], str, int]]] = {
    "full-width-overlay": {
        "no overlay": (
            {"hero": _BARE},
            _OVERLAY.replace("linear-gradient(rgba(0,20,40,.7), rgba(0,20,40,.7)), ", ""),
            1280,
        ),
        "the image covers the text": (
            {},
            _ABSOLUTE.replace(".text { position: relative; z-index: 2 }", ""),
            1280,
        ),
        "half the width": ({"hero": _BARE}, _OVERLAY + ".hero { width: 50% }", 1280),
        "no image": (
            {"hero": _BARE},
            ".hero { background: #123; color: #fff; padding: 120px }",
            1280,
        ),
        "boxed": ({"hero": _BARE}, _OVERLAY + ".hero { max-width: 1000px; margin: auto }", 1280),
    },
    "centered-minimal": {
        "left": ({"hero": _BARE}, _OVERLAY + ".text { max-width: 600px }", 1280),
        "block centred, text not": (
            {"hero": _BARE},
            _OVERLAY + ".text { width: 600px; margin: auto }",
            1280,
        ),
        "left on a telephone": (
            {"hero": _BARE},
            _OVERLAY + _CENTRE + "@media (max-width: 480px) { .hero { text-align: left } }",
            375,
        ),
        "two columns": ({}, _SPLIT + _STACK + " .text { text-align: center }", 1280),
    },
    "split-screen": {
        "nothing": ({}, "", 1280),
        "one column of the grid": ({}, ".hero { display: grid; grid-template-columns: 1fr }", 1280),
        "not stacked": ({}, _SPLIT, 375),
        "image behind": ({}, _ABSOLUTE, 1280),
        "very unequal": (
            {},
            ".hero { display: grid; grid-template-columns: 3fr 1fr } .picture { width: 100% }"
            + _STACK,
            1280,
        ),
        "display grid forgotten": ({}, ".hero { grid-template-columns: 1fr 1fr }", 1280),
    },
    "asymmetric-grid": {
        "equal": ({}, _SPLIT + _STACK, 1280),
        "stacked": ({}, ".hero { display: flex; flex-direction: column }", 1280),
        "not stacked on a telephone": (
            {},
            ".hero { display: grid; grid-template-columns: 2fr 3fr } .picture { width: 100% }",
            375,
        ),
    },
    "parallax-scroll": {
        "plain background": ({"hero": _BARE}, _OVERLAY, 1280),
        "fixed on telephones": (
            {"hero": _BARE},
            _OVERLAY + ".hero { background-attachment: fixed }",
            375,
        ),
        "reset by a shorthand": (
            {"hero": _BARE},
            ".hero { background-attachment: fixed }" + _OVERLAY,
            1280,
        ),
    },
    "video-background": {
        "no video": ({}, _ABSOLUTE, 1280),
        "not muted": ({"hero": _VIDEO.replace("muted ", "")}, _ABSOLUTE, 1280),
        "neither poster nor source": (
            {"hero": _VIDEO.replace(' poster="assets/hero.webp"', "")},
            _ABSOLUTE,
            1280,
        ),
        "a file that is not there": (
            {"hero": _VIDEO.replace("</video>", '<source src="hero.mp4"></video>')},
            _ABSOLUTE,
            1280,
        ),
        "above the text": ({"hero": _VIDEO}, _ABSOLUTE.replace("z-index: 2", "z-index: -1"), 1280),
    },
    "card-grid-3col": {
        "two columns": ({}, ".cards { display: grid; grid-template-columns: 1fr 1fr }", 1280),
        "four columns": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(4, 1fr) }",
            1280,
        ),
        "unequal": ({}, ".cards { display: grid; grid-template-columns: 2fr 1fr 1fr }", 1280),
        "three on a tablet": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(3, 1fr) } "
            "@media (max-width: 500px) { .cards { display: block } }",
            768,
        ),
        "two on a telephone": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(3, 1fr) } "
            "@media (max-width: 900px) { .cards { grid-template-columns: 1fr 1fr } }",
            375,
        ),
        "a media query without a unit": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(3, 1fr) } "
            "@media (max-width: 900) { .cards { grid-template-columns: 1fr } }",
            375,
        ),
        "overridden later": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(3, 1fr) } .cards { display: block }",
            1280,
        ),
        "the wrong class": (
            {},
            ".card-grid { display: grid; grid-template-columns: repeat(3, 1fr) }",
            1280,
        ),
        "percentages that do not fit": (
            {},
            ".cards { display: flex; flex-wrap: wrap; gap: 20px } .card { flex: 0 0 33.33% }",
            1280,
        ),
    },
    "alternating-rows": {
        "all on one side": (
            {},
            ".card { display: flex; gap: 40px } .icon { width: 45%; height: 240px } .body { flex: 1 }",
            1280,
        ),
        "not stacked": (
            {},
            ".card { display: flex } .icon { width: 45%; height: 200px } .body { flex: 1 } "
            ".card:nth-child(even) { flex-direction: row-reverse }",
            375,
        ),
        "a grid of cards": ({}, ".cards { display: grid; grid-template-columns: 1fr 1fr }", 1280),
    },
    "timeline": {
        "no line": ({}, ".card { padding-left: 40px }", 1280),
        "two columns": (
            {},
            ".cards { display: grid; grid-template-columns: 1fr 1fr; border-left: 2px solid #246 }",
            1280,
        ),
        "an invisible line": ({}, ".cards { border-left: 3px solid transparent }", 1280),
        "frames": ({}, ".card { border: 1px solid #246; padding: 20px }", 1280),
        "reversed": (
            {},
            ".cards { display: flex; flex-direction: column-reverse; border-left: 2px solid #246 }",
            1280,
        ),
    },
    "icon-list": {
        "icon above": ({}, ".card { text-align: left }", 1280),
        "three columns": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(3, 1fr) } .card { display: flex }",
            1280,
        ),
        "icon to the right": ({}, ".card { display: flex; flex-direction: row-reverse }", 1280),
        "icon above on a telephone": (
            {},
            ".card { display: flex } @media (max-width: 500px) { .card { display: block } }",
            375,
        ),
    },
    "bento-grid": {
        "equal cells": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(3, 1fr); grid-auto-rows: 200px }",
            1280,
        ),
        "spans without a grid": ({}, ".card:first-child { grid-column: span 2 }", 1280),
        "not reset on a telephone": (
            {},
            ".cards { display: grid; grid-template-columns: repeat(3, 1fr) } .card:first-child { "
            "grid-column: span 2 }",
            375,
        ),
    },
    "grid-2col": {
        "one column": ({}, ".quotes { display: grid }", 1280),
        "three columns": (
            {},
            ".quotes { display: grid; grid-template-columns: repeat(3, 1fr) }",
            1280,
        ),
        "two on a telephone": (
            {},
            ".quotes { display: grid; grid-template-columns: 1fr 1fr }",
            375,
        ),
    },
    "single-highlight": {
        "all alike": ({}, ".quotes { display: grid; grid-template-columns: 1fr 1fr }", 1280),
        "the others hidden": (
            {},
            ".quote { display: none } .quote:first-child { display: block }",
            1280,
        ),
    },
    "carousel": {
        "wraps": (
            {},
            ".quotes { display: flex; flex-wrap: wrap; overflow-x: auto } .quote { flex: 0 0 480px }",
            1280,
        ),
        "does not scroll": ({}, ".quotes { display: flex } .quote { flex: 0 0 480px }", 1280),
        "all fit": (
            {},
            ".quotes { display: flex; overflow-x: auto; scroll-snap-type: x mandatory } .quote { flex: 1 }",
            1280,
        ),
        "wider than a telephone": (
            {},
            ".quotes { display: flex; overflow-x: auto; scroll-snap-type: x mandatory } .quote { flex: 0 0 520px }",
            375,
        ),
    },
    "masonry": {
        "a grid": ({}, ".quotes { display: grid; grid-template-columns: 1fr 1fr }", 1280),
        "columns on a telephone": ({}, ".quotes { columns: 2 }", 375),
        "one column": ({}, ".quotes { columns: 1 }", 1280),
    },
    "4-column": {
        "three": ({}, ".blocks { display: grid; grid-template-columns: repeat(3, 1fr) }", 1280),
        "four on a tablet": (
            {},
            ".blocks { display: grid; grid-template-columns: repeat(4, 1fr) } "
            "@media (max-width: 500px) { .blocks { display: block } }",
            768,
        ),
        "two on a telephone": (
            {},
            ".blocks { display: grid; grid-template-columns: repeat(4, 1fr) } "
            "@media (max-width: 900px) { .blocks { grid-template-columns: 1fr 1fr } }",
            375,
        ),
    },
    "3-column-centered": {
        "not centred": (
            {},
            ".blocks { display: grid; grid-template-columns: repeat(3, 1fr) }",
            1280,
        ),
        "four": (
            {},
            ".footer { text-align: center } .blocks { display: grid; grid-template-columns: repeat(4, 1fr) }",
            1280,
        ),
    },
    "minimal-single-row": {
        "columns": ({}, ".blocks { display: flex }", 1280),
        "stacked": ({}, "", 1280),
    },
    "mega-footer": {
        "three groups": (
            {},
            ".blocks { display: grid; grid-template-columns: repeat(4, 1fr) }",
            1280,
        ),
    },
}

LOST = {
    "hero": '<p class="lead">Small crews, patient skippers and boats that you can trust.</p>',
    "features": "<p>What you learn in course 2, told in a few plain words.</p>",
    "testimonials": "<blockquote>Sentence 2 of praise, and more of it, and more of it.</blockquote>",
    "footer": '<li><a href="#features">Second link 2</a></li>',
}
"""Landmark → something in it that no layout may lose."""

TOO_WIDE = {
    "hero": " .hero { width: 1400px !important }",
    "features": " .cards, .row { width: 1400px !important }",
    "testimonials": " .quotes { width: 1400px !important }",
    "footer": " .blocks { width: 1400px !important }",
}
"""Landmark → a rule that makes it wider than any window."""
