"""Brand, image and text actions on the small bakery site: the reference's result, changed.

Action → changes after which it is as good as before (another technique, markup, order or spelling);
and action → rule → changes after which exactly this rule is unmet.
"""

from __future__ import annotations

import re

from bundled_sites import CSS, Change, append, both, css, html, write

from pytest_llmsite.site import Site

_GOOGLE = "https://fonts.googleapis.com"
_LINK = (
    f'<link rel="stylesheet" href="{_GOOGLE}/css2?family=Fraunces:wght@500;700'
    '&amp;family=Work+Sans:wght@400;600&amp;display=swap">'
)
_OLD_LINK = (
    f'<link rel="stylesheet" href="{_GOOGLE}/css2?family=Playfair+Display:wght@600;700'
    '&amp;family=Source+Sans+3:wght@400;600&amp;display=swap">'
)
_LOGO = '<img src="assets/supplied/logo-dark.svg" alt="Copper Crumb logo" width="160" height="40">'
_FOOTER_LOGO = (
    '<img src="assets/supplied/logo-light.svg" alt="Copper Crumb" width="160" height="40">'
)
_BRAND = '<a class="brand" href="#hero" aria-label="Copper Crumb home">'
_SVG = '<link rel="icon" href="assets/supplied/favicon.svg" type="image/svg+xml">'
_PNG = '<link rel="icon" href="assets/supplied/favicon-32.png" type="image/png" sizes="32x32">'
_APPLE = (
    '<link rel="apple-touch-icon" href="assets/supplied/apple-touch-icon.png" type="image/png" '
    'sizes="180x180">'
)
_VEIL = "linear-gradient(rgba(48, 20, 10, 0.72), rgba(48, 20, 10, 0.72))"
_WIDE = f'  background: {_VEIL}, url("../assets/supplied/hero.webp") center / cover; }}'
_NARROW = f'  .hero {{ background-image: {_VEIL}, url("../assets/supplied/hero.webp"); }}'
_HERO = '<section id="hero" class="hero">'
_H1 = "<h1>Bread worth getting up for — every day</h1>"
_LEAD = "Sourdough, rye &amp; brioche from a wood-fired oven in the baker’s yard."
_FIRST = "Our founders sold their first loaves from a bicycle basket, and have not stopped since."
_TELEPHONE = (
    '<p><a href="tel:+442079460148">+44 20 7946 0148</a></p>\n      <p><a href="mailto',
    '<p><a href="{}">{}</a></p>\n      <p><a href="mailto',
)


def _literals(site: Site) -> Site:
    """Return the site with the palette's custom properties written out where they are used."""
    text = site.text(CSS)
    for name, value in (("primary", "#6b2d1a"), ("accent", "#d9b382"), ("surface", "#fbf3ea")):
        text = re.sub(rf"\s*--{name}: [^;]+;", "", text.replace(f"var(--{name})", value))
    text = text.replace("rgba(var(--primary-rgb), 0.15)", "rgba(107, 45, 26, 0.15)")
    return site.replace({CSS: re.sub(r"\s*--primary-rgb: [^;]+;", "", text).encode()})


def _hero(wide: str) -> Change:
    return both(css(_WIDE, wide), css(_NARROW, ""))


RIGHT: dict[str, dict[str, Change]] = {
    "apply-colours": {
        "the reference": both(),
        "rgb() without commas": css("--primary: #6b2d1a", "--primary: rgb(107 45 26)"),
        "hsl()": css("--primary: #6b2d1a", "--primary: hsl(14.1, 60.9%, 26.1%)"),
        "channels without blanks": css("--primary-rgb: 107, 45, 26", "--primary-rgb: 107,45,26"),
        "a shadow from channels": css("rgb(107 45 26 / 12%)", "rgba(var(--primary-rgb), 0.12)"),
        "a shadow with eight digits": css("rgb(107 45 26 / 12%)", "#6b2d1a1f"),
        "a gradient from channels": css("rgba(107, 45, 26, 0.82)", "rgba(var(--primary-rgb), .82)"),
        "a gradient by direction": css(
            "linear-gradient(90deg, #fbf3ea, #ffffff)",
            "linear-gradient(to right, var(--surface) 0%, white)",
        ),
        "a text by custom property": css(
            "color: #6b2d1a; background", "color: var(--primary); background"
        ),
        "a border by longhand": css(
            "border-top: 4px solid #6b2d1a",
            "border-top: 4px solid; border-top-color: var(--primary)",
        ),
        "a state with further selectors": css(
            ".button:hover {", "a.button:hover, .button:focus-visible {"
        ),
        "a drawing styled inline": html(
            'fill="#6b2d1a" d="M2 20', 'style="fill: var(--primary)" d="M2 20'
        ),
        "literals for custom properties": _literals,
        "colours of nobody's palette": append(CSS, "\n.features p { color: #0b3d5d }\n"),
    },
    "swap-fonts": {
        "the reference": both(),
        "a range of weights": html(
            _LINK,
            f'<link rel="stylesheet" href="{_GOOGLE}/css2?display=swap&family=Work+Sans:wght@400..700'
            '&family=Fraunces:ital,wght@0,500;0,700;1,500">',
        ),
        "the older interface": html(
            _LINK,
            f'<link rel="stylesheet" href="{_GOOGLE}/css?family=Fraunces:500,700|Work+Sans:400,600'
            '&amp;display=swap">',
        ),
        "two links": html(
            _LINK,
            f'<link rel="stylesheet" href="{_GOOGLE}/css2?family=Fraunces:wght@500;700&amp;display=swap">\n'
            f'<link rel="stylesheet" href="{_GOOGLE}/css2?family=Work%20Sans:wght@400;600&amp;display=swap">',
        ),
        "an @import": html(
            _LINK,
            f'<style>@import url("{_GOOGLE}/css2?family=Fraunces:wght@500;700&family=Work+Sans:wght@400;'
            '600&display=swap");</style>',
        ),
        "names without quotes": css('"Fraunces", Georgia, serif', "Fraunces, serif"),
        "another fallback of its class": css(
            '"Work Sans", Arial, sans-serif', "Work Sans, system-ui, sans-serif"
        ),
        "the shorthand": css(
            'font-family: "Fraunces", serif; }', "font: 700 52px/1.2 var(--font-heading); }"
        ),
        "inherited instead of literal": css('font-family: "Fraunces", serif; }', "}"),
    },
    "replace-header-logo": {
        "the reference": both(),
        "a no-break space": html(
            _LOGO, '<img alt="Copper Crumb&nbsp;logo" src="./assets/supplied/logo-dark.svg">'
        ),
        "a picture element": html(
            _LOGO,
            '<picture><source srcset="assets/supplied/logo-dark.svg" type="image/svg+xml">'
            '<img src="assets/supplied/logo-dark.svg" alt="Copper Crumb logo"></picture>',
        ),
        "a srcset": html(
            _LOGO,
            '<img src="assets/supplied/logo-dark.svg" srcset="assets/supplied/logo-dark.svg 2x" '
            'alt="Copper Crumb logo">',
        ),
        "a background with a role": html(
            _LOGO,
            '<span role="img" aria-label="Copper Crumb logo" style="display: block; width: 160px; '
            'height: 40px; background: url(assets/supplied/logo-dark.svg) no-repeat"></span>',
        ),
        "a height of its own": html(
            _LOGO,
            '<img src="assets/supplied/logo-dark.svg" alt="Copper Crumb logo" style="height: 48px; width: auto">',
        ),
        "a limit in rem": append(CSS, "\n.brand img { max-height: 3rem; width: auto }\n"),
        "a label by reference": html(
            _BRAND,
            '<a class="brand" href="#hero" aria-labelledby="name"><b id="name" hidden>Copper Crumb home</b>',
        ),
    },
    "replace-footer-logo": {
        "the reference": both(),
        "attributes in another order": html(
            _FOOTER_LOGO,
            '<img height="40" width="160" alt="Copper Crumb" src="./assets/supplied/logo-light.svg">',
        ),
        "loaded late": html(_FOOTER_LOGO, _FOOTER_LOGO.replace("<img ", '<img loading="lazy" ')),
    },
    "replace-favicon": {
        "the reference": both(),
        "in capitals": html(
            'rel="icon" href="assets/supplied/favicon.svg"',
            'href="./assets/supplied/favicon.svg" rel="ICON"',
        ),
        "a shortcut icon": html(
            'rel="icon" href="assets/supplied/favicon-32',
            'rel="shortcut icon" href="/assets/supplied/favicon-32',
        ),
        "a version in the address": html("favicon.svg", "favicon.svg?v=2"),
        "in another order": both(html(_SVG, ""), html(_APPLE, _APPLE + _SVG)),
    },
    "replace-hero-bg": {
        "the reference": both(),
        "eight digits": _hero(
            "  background: linear-gradient(#30140ab8, #30140ab8), url(../assets/supplied/hero.webp) center/cover; }"
        ),
        "longhands": _hero(
            "  background-color: #301408; background-image: linear-gradient(rgb(48 20 10 / 72%) 0 100%), "
            "url('../assets/supplied/hero.webp'); }"
        ),
        "a pseudo-element as overlay": _hero(
            "  position: relative; isolation: isolate; background: url(../assets/supplied/hero.webp) center / "
            "cover; }\n.hero::before { content: ''; position: absolute; inset: 0; z-index: -1; background: "
            "rgba(48, 20, 10, .72); }"
        ),
        "an opacity": _hero(
            "  position: relative; isolation: isolate; background: url(../assets/supplied/hero.webp) center / "
            "cover; }\n.hero::after { content: ''; position: absolute; inset: 0; z-index: -1; background: "
            "rgb(48, 20, 10); opacity: .72; }"
        ),
        "an inset shadow": _hero(
            "  box-shadow: inset 0 0 0 100vmax rgba(48, 20, 10, 0.72); background: "
            "url(../assets/supplied/hero.webp) center / cover; }"
        ),
        "image-set()": _hero(
            f"  background-image: {_VEIL}, image-set(url(../assets/supplied/hero.webp) 1x); }}"
        ),
        "an image element": both(
            css(_WIDE, "}"),
            css(_NARROW, ""),
            html(
                _HERO,
                _HERO
                + '<img class="bg" src="assets/supplied/hero.webp" alt=""><div class="shade"></div>',
            ),
            append(
                CSS,
                "\n.hero { position: relative; isolation: isolate; background: none }\n"
                ".bg, .shade { position: absolute; inset: 0; width: 100%; height: 100%; z-index: -1 }\n"
                ".bg { object-fit: cover } .shade { background: rgba(48, 20, 10, 0.72) }\n",
            ),
        ),
    },
    "replace-section-bgs": {
        "the reference": both(),
        "rgb()": css("background: #f7ede0;", "background-color: rgb(247 237 224);"),
        "a gradient of one colour": css(
            "background: #f7ede0;", "background: linear-gradient(#f7ede0, #f7ede0) #f7ede0;"
        ),
        "none, said": css(
            "background: #f7ede0;", "background-image: none; background-color: #f7ede0;"
        ),
        "a custom property": both(
            css("background: #f7ede0;", "background: var(--sand);"),
            css(":root {", ":root {\n  --sand: #f7ede0;"),
        ),
    },
    "update-hero-text": {
        "the reference": both(),
        "entities and breaks": html(
            _H1, "<h1>\n  Bread worth getting up&nbsp;for &mdash;\n  every day\n</h1>"
        ),
        "another dash": html(_H1, "<h1>Bread worth getting up for – every day</h1>"),
        "marked-up words": html(
            _H1, "<h1>Bread worth getting <em>up</em> for &#8212; <span>every day</span></h1>"
        ),
        "a line break": html(_H1, "<h1>Bread worth getting up for —<br>every day</h1>"),
        "a wrapper": html(_H1, f"<div class=title>{_H1}</div>"),
        "a straight apostrophe": html(
            _LEAD, "Sourdough, rye & brioche from a wood-fired oven in the baker's yard."
        ),
        "numeric references": html(
            _LEAD,
            "Sourdough, rye &#38; brioche from a wood&#8209;fired oven in the baker&rsquo;s yard.",
        ),
        "a span in the link": html(
            '<a class="button" href="#contact">Order a loaf</a>',
            '<a class="button" href="#contact"><span>Order a loaf</span></a>',
        ),
    },
    "update-about-text": {
        "the reference": both(),
        "a word stressed": html("bicycle basket", "<strong>bicycle</strong> basket"),
        "broken over lines": html(_FIRST, _FIRST.replace(" from ", "\n          from ")),
    },
    "update-contact": {
        "the reference": both(),
        "a scheme in capitals": html(
            _TELEPHONE[0], _TELEPHONE[1].format("TEL:+442079460148", "+44 20 7946 0148")
        ),
        "a mail address in capitals": html(
            "mailto:hello@copper-crumb.example", "mailto:Hello@Copper-Crumb.example"
        ),
        "an address in two lines": html(
            "<address>12 Mill Row, London E8 4PQ</address>",
            "<address><span>12 Mill Row,</span><br><span>London E8 4PQ</span></address>",
        ),
        "a copyright sign as an entity": html("© 2026", "&copy; 2026"),
    },
}

WRONG: dict[str, dict[str, dict[str, Change]]] = {
    "apply-colours": {
        "colours/variable": {
            "primary left": css("--primary: #6b2d1a", "--primary: #0b3d5c"),
            "accent left": css("--accent: #d9b382", "--accent: #f2a541"),
            "another colour": css("--surface: #fbf3ea", "--surface: #ffe4c4"),
        },
        "colours/companion": {
            "channels left": css("--primary-rgb: 107, 45, 26", "--primary-rgb: 11, 61, 92"),
            "channels of another colour": css(
                "--primary-rgb: 107, 45, 26", "--primary-rgb: 107, 45, 62"
            ),
        },
        "colours/text": {
            "a button's text left": css("color: #6b2d1a; background", "color: #0b3d5c; background"),
            "a button's text in another tone": css(
                "color: #6b2d1a; background", "color: #4a1d10; background"
            ),
        },
        "colours/background": {
            "the header's tint left": css("rgba(251, 243, 234, 0.95)", "rgba(238, 245, 249, 0.95)"),
            "the menu's bars left": css(
                "height: 2px; background: #6b2d1a", "height: 2px; background: #0b3d5c"
            ),
        },
        "colours/gradient": {
            "one stop left": css("rgba(107, 45, 26, 0.74)", "rgba(11, 61, 92, 0.74)"),
            "another alpha": css("rgba(107, 45, 26, 0.74)", "rgba(107, 45, 26, 0.4)"),
            "on telephones": css(
                "rgba(107, 45, 26, 0.9), rgba(107, 45, 26, 0.9)",
                "rgba(11, 61, 92, 0.9), rgba(11, 61, 92, 0.9)",
            ),
        },
        "colours/border": {
            "the cards' rule left": css(
                "border-top: 4px solid #6b2d1a", "border-top: 4px solid #0b3d5c"
            ),
            "an inline style left": html("border-top-color: #d9b382", "border-top-color: #f2a541"),
        },
        "colours/shadow": {
            "left": css("rgb(107 45 26 / 12%)", "rgb(11 61 92 / 12%)"),
            "another alpha": css("rgb(107 45 26 / 12%)", "rgb(107 45 26 / 60%)"),
        },
        "colours/drawing": {
            "one icon left": html('fill="#6b2d1a" d="M2 4h', 'fill="#0b3d5c" d="M2 4h'),
            "all icons left": html('fill="#6b2d1a"', 'fill="#0b3d5c"', 9),
        },
        "colours/state": {
            "hover left": css("border-color: #6b2d1a", "border-color: #0b3d5c"),
            "focus in another colour": css(
                "outline: 2px solid #d9b382", "outline: 2px solid #333333"
            ),
            "print left": css("1px solid #6b2d1a; } }", "1px solid #0b3d5c; } }"),
        },
        "colours/browser": {
            "left": html(
                'name="theme-color" content="#6b2d1a"', 'name="theme-color" content="#0b3d5c"'
            ),
            "another colour": html(
                'name="theme-color" content="#6b2d1a"', 'name="theme-color" content="#000"'
            ),
        },
    },
    "swap-fonts": {
        "fonts/in-effect": {
            "a literal left": css(
                'font-family: "Fraunces", serif; }', 'font-family: "Playfair Display", serif; }'
            ),
            "behind another family": css('"Work Sans", Arial', 'Arial, "Work Sans"'),
            "overridden later": append(CSS, "\nh2 { font-family: Arial, serif }\n"),
        },
        "fonts/loaded": {
            "weights left out": html(":wght@500;700", ""),
            "one weight": html(":wght@500;700", ":wght@700"),
            "weights not sorted": html(":wght@500;700", ":wght@700;500"),
        },
        "fonts/fallback": {
            "none": css('"Work Sans", Arial, sans-serif', '"Work Sans"'),
            "of another class": css('"Fraunces", Georgia, serif', "Fraunces, sans-serif"),
        },
        "fonts/display": {
            "none": html("&amp;display=swap", ""),
            "block": html("display=swap", "display=block"),
        },
        "fonts/old-request": {
            "in the same request": html(
                "family=Fraunces", "family=Playfair+Display:wght@600&amp;family=Fraunces"
            ),
            "a link beside": html(_LINK, _LINK + "\n" + _OLD_LINK),
        },
    },
    "replace-header-logo": {
        "logos/source": {
            "the other variant": html("logo-dark.svg", "logo-light.svg"),
            "the old one in srcset": html(
                'logo-dark.svg"', 'logo-dark.svg" srcset="assets/logo.svg 2x"'
            ),
            "a file that is not there": html("assets/supplied/logo-dark.svg", "assets/nothing.svg"),
        },
        "logos/alt": {
            "the old name": html('alt="Copper Crumb logo"', 'alt="River &amp; Sea logo"'),
            "other words": html('alt="Copper Crumb logo"', 'alt="Logo of Copper Crumb"'),
            "none": html('alt="Copper Crumb logo"', 'alt=""'),
        },
        "logos/link-label": {
            "the old name": html(
                'aria-label="Copper Crumb home"', 'aria-label="River &amp; Sea home"'
            ),
            "no label": html(' aria-label="Copper Crumb home"', ""),
        },
        "logos/size": {
            "higher than briefed": append(CSS, "\n.brand img { max-height: none; height: 90px }\n"),
            "on telephones": append(
                CSS,
                "\n@media (max-width: 480px) { .brand img { max-height: 60px; height: 60px; width: auto } }\n",
            ),
            "stretched": append(
                CSS, "\n.brand img { max-height: none; width: 60px; height: 40px }\n"
            ),
        },
    },
    "replace-footer-logo": {
        "logos/source": {
            "the variant for the header": html(
                "assets/supplied/logo-light.svg", "assets/supplied/logo-dark.svg"
            ),
            "not replaced": html("assets/supplied/logo-light.svg", "assets/logo-light.svg"),
        },
        "logos/alt": {
            "the old name": html('alt="Copper Crumb" width', 'alt="River &amp; Sea" width')
        },
        "logos/size": {
            "higher": append(CSS, "\n.site-footer img { max-height: none; height: 90px }\n")
        },
    },
    "replace-favicon": {
        "favicon/icon": {
            "one forgotten": html(_APPLE, ""),
            "without a type": html(_SVG, _SVG.replace(' type="image/svg+xml"', "")),
            "with wrong sizes": html(_PNG, _PNG.replace("32x32", "16x16")),
            "with a wrong rel": html(_APPLE, _APPLE.replace("apple-touch-icon", "icon", 1)),
        },
        "favicon/leftover": {
            "an old link beside": html(
                _SVG, _SVG + '<link rel="icon" href="assets/favicon.svg" type="image/svg+xml">'
            ),
            "the old bitmap beside": html(
                _PNG, _PNG + '<link rel="icon" href="assets/favicon-32.png" type="image/png">'
            ),
        },
    },
    "replace-hero-bg": {
        "backgrounds/asset": {
            "forgotten on telephones": css(_NARROW, _NARROW.replace("supplied/", "")),
            "not replaced": css("supplied/hero.webp", "hero.webp", 9),
            "the old one beneath": css(
                'url("../assets/supplied/hero.webp")',
                'url("../assets/supplied/hero.webp"), url("../assets/hero.webp")',
                9,
            ),
            "the old one preloaded": html(
                "</head>", '<link rel="preload" as="image" href="assets/hero.webp"></head>'
            ),
        },
        "backgrounds/overlay": {
            "another opacity": css("rgba(48, 20, 10, 0.72)", "rgba(48, 20, 10, 0.6)", 9),
            "another colour": css("rgba(48, 20, 10, 0.72)", "rgba(0, 0, 0, 0.72)", 9),
            "below the image": _hero(
                f'  background: url("../assets/supplied/hero.webp") center / cover, {_VEIL}; }}'
            ),
        },
        "backgrounds/readable": {
            "dark on dark": append(CSS, "\n.lead { color: #5a2a18 }\n"),
            "the heading in the overlay's colour": append(CSS, "\n.hero h1 { color: #40200f }\n"),
        },
    },
    "replace-section-bgs": {
        "backgrounds/none": {
            "the pattern left": css(
                "background: #f7ede0;", "background: #f7ede0 url(../assets/pattern.svg);"
            ),
            "another image": css(
                "background: #f7ede0;", "background: #f7ede0 url(../assets/supplied/about-bg.webp);"
            ),
        },
        "backgrounds/colour": {
            "another": css("background: #f7ede0;", "background: #ffffff;"),
            "none": css("background: #f7ede0;", ""),
            "under a veil": css(
                "background: #f7ede0;", "background: linear-gradient(#0003, #0003) #f7ede0;"
            ),
        },
        "backgrounds/overlay": {
            "another colour": css("rgba(255, 250, 244, 0.86)", "rgba(255, 255, 255, 0.86)", 9)
        },
        "backgrounds/asset": {"not replaced": css("supplied/about-bg.webp", "about-bg.webp", 9)},
    },
    "update-hero-text": {
        "texts/verbatim": {
            "paraphrased": html(_H1, "<h1>Bread that is worth an early start, every day</h1>"),
            "a letter more": html(_H1, "<h1>Bread worth getting up for — every days</h1>"),
            "not replaced": html(_H1, "<h1>Learn to sail where the river meets the sea</h1>"),
            "twice": html(_H1, _H1 + _H1),
            "in capitals": html(_H1, "<h1>Bread Worth Getting Up For — Every Day</h1>"),
            "hidden": html(_H1, _H1.replace("<h1>", "<h1 hidden>")),
            "no heading any more": html(_H1, _H1.replace("h1", "p")),
        },
        "texts/link": {
            "leads elsewhere": html(
                '<a class="button" href="#contact">Order', '<a class="button" href="#about">Order'
            ),
        },
    },
    "update-about-text": {
        "texts/verbatim": {
            "the old beside": html(
                f"<p>{_FIRST}</p>",
                f"<p>{_FIRST}</p><p>Our founders taught their first pupils from a leaking dinghy and have "
                "not stopped since.</p>",
            ),
            "another number": html("four hundred loaves", "five hundred loaves"),
        },
    },
    "update-contact": {
        "texts/verbatim": {
            "a wrong digit": html(
                _TELEPHONE[0], _TELEPHONE[1].format("tel:+442079460148", "+44 20 7946 0143")
            ),
            "the old copyright line": html(
                "Copper Crumb Bakery Ltd", "River &amp; Sea Sailing Ltd"
            ),
        },
        "texts/link": {
            "blanks in a number": html(
                _TELEPHONE[0], _TELEPHONE[1].format("tel:+44 20 7946 0148", "+44 20 7946 0148")
            ),
            "the old number": html(
                _TELEPHONE[0], _TELEPHONE[1].format("tel:+4417524960112", "+44 20 7946 0148")
            ),
            "a subject": html(
                'href="mailto:hello@copper-crumb.example"',
                'href="mailto:hello@copper-crumb.example?subject=Bread"',
            ),
            "no link": html(
                '<a href="mailto:hello@copper-crumb.example">hello@copper-crumb.example</a>',
                "hello@copper-crumb.example",
            ),
        },
    },
}

BROKEN_ASSETS: dict[str, tuple[str, str, Change]] = {
    "a logo that does not decode": (
        "replace-header-logo", "logos/source", write("assets/supplied/logo-dark.svg", "<svg")
    ),
    "an icon that does not decode": (
        "replace-favicon", "favicon/icon", write("assets/supplied/favicon-32.png", b"\x89PNG\r\n\x1a\n")
    ),
    "a picture that does not decode": (
        "replace-hero-bg", "backgrounds/asset",
        write("assets/supplied/hero.webp", b"RIFF\0\0\0\0WEBP"),
    ),
}  # fmt: skip
"""Name → action, rule and change: a supplied file that was overwritten."""
