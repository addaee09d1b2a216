"""Defects put into a good site, each with the one rule that is to find it; and changes that look like
defects and are none."""

from __future__ import annotations

from bundled_sites import (
    CSS,
    HTML,
    JS,
    Change,
    append,
    both,
    css,
    cut,
    delete,
    html,
    js,
    swap,
    write,
)

_FIRST_FEATURE = r'<article class="feature">.*?</article>'
_GALLERY = r'<section class="gallery" id="gallery">.*?</section>'
_FORM = r'<form class="enquiry".*?</form>'
_PIXEL = '<img src="https://count.example/p.gif" width="1" height="1" alt="">\n</body>'

DEFECTS: dict[str, dict[str, Change]] = {
    "page-emptied": {
        "an empty body": cut(HTML, "<body>.*</body>", "<body></body>"),
        "an empty file": write(HTML, ""),
        "everything hidden": append(CSS, "\nbody { display: none }\n"),
    },
    "page-replaced": {
        "another page": cut(
            HTML,
            "<body>.*</body>",
            "<body><main><h1>Welcome to my site</h1><p>"
            + "This is a completely new page. " * 9
            + "</p></main></body>",
        ),
    },
    "lost-section": {
        "gallery deleted": cut(HTML, _GALLERY),
        "gallery emptied": cut(HTML, r'<div class="gallery__grid">.*?</div>\s*(?=</section>)'),
        "gallery cut off": append(CSS, "\n.gallery { height: 40px; overflow: hidden }\n"),
        "gallery commented out": cut(HTML, _GALLERY, "<!-- the gallery was here -->"),
        "testimonials hidden": append(CSS, "\n.testimonials { display: none }\n"),
        "testimonials with the attribute hidden": html(
            '<section class="testimonials"', '<section hidden class="testimonials"'
        ),
        "footer deleted": cut(HTML, r'<footer class="site-footer">.*?</footer>'),
        "form deleted": cut(HTML, _FORM),
        "about without its story": cut(
            HTML, r'<div class="about__story">.*?(?=<div class="about__day">)'
        ),
    },
    "lost-text": {
        "a paragraph": cut(HTML, r'<p class="contact__intro">.*?</p>'),
        "an emptied paragraph": html(
            "None of it is complicated. All of it takes time, which is the one thing we have decided to "
            "be generous with.",
            "",
        ),
        "a list item": cut(HTML, r"<li>Closed for the long rains</li>"),
        "an h3": cut(HTML, r'<h3 class="contact__subtitle">.*?</h3>'),
        "a figure's number": cut(HTML, r'<span class="figure__value">1994</span>'),
    },
    "lost-headline": {
        "h1 deleted": cut(HTML, r"<h1.*?</h1>"),
        "h1 hidden": append(CSS, "\n.hero__title { display: none }\n"),
        "h1 in the colour of what lies behind": append(CSS, "\n.hero__title { color: #221a2e }\n"),
    },
    "changed-text": {
        "a paraphrase": html(
            "Herbs, squash and tomatoes, picked an hour before they reach your plate.",
            "We pick herbs, squash and tomatoes one hour before serving them.",
        ),
        "one word": html("Come and sit with us", "Come and dine with us"),
        "an invented number": html("travel less than forty miles", "travel less than thirty miles"),
        "another address": html("Kasandi Plains 2207", "Kasandi Plains 2270"),
    },
    "invented-text": {
        "a claim": html(
            '<h2 class="section-title">Left',
            '<p>Voted the best lodge of the region.</p><h2 class="section-title">Left',
        ),
        "a banner": html(
            "<main>", '<main><div class="banner">Book now and save twenty per cent!</div>'
        ),
    },
    "duplicated-content": {
        "a section twice": lambda site: _twice(site, _GALLERY),
        "a card twice": lambda site: _twice(site, _FIRST_FEATURE),
        "a paragraph twice": lambda site: _twice(site, r'<p class="contact__intro">.*?</p>'),
    },
    "moved-content": {
        "the contact's introduction in the hero": both(
            cut(HTML, r'<p class="contact__intro">.*?</p>'),
            html(
                '<div class="hero__actions">',
                '<p class="contact__intro">Write, ring or simply turn up and ask. A person answers, '
                'usually with flour on their hands.</p><div class="hero__actions">',
            ),
        ),
    },
    "reordered-sections": {
        "gallery before about": lambda site: _move(site, _GALLERY, '<section class="about"'),
    },
    "lost-image": {
        "an img": cut(HTML, r'<img class="gallery__image" src="assets/gallery-4.webp".*?>'),
        "a background": css(
            'rgba(34, 26, 46, 0.7) 100%),\n    url("../assets/hero.webp");',
            "rgba(34, 26, 46, 0.7) 100%);",
        ),
        "another image in its place": html("assets/gallery-4.webp", "assets/gallery-1.webp"),
    },
    "lost-graphic": {
        "an icon": cut(HTML, r'<svg class="contact__icon".*?</svg>'),
    },
    "lost-link": {
        "an a without href": html(
            '<a class="button button--ghost" href="#about">', '<a class="button button--ghost">'
        ),
        "a span": html(
            '<a class="button button--ghost" href="#about">See the suites</a>',
            '<span class="button button--ghost">See the suites</span>',
        ),
    },
    "changed-link": {
        "nowhere": html(
            'class="button button--ghost" href="#about"', 'class="button button--ghost" href="#"'
        ),
        "another anchor": html(
            'class="button button--ghost" href="#about"',
            'class="button button--ghost" href="#contact"',
        ),
        "another number": html(
            'class="contact__link" href="tel:+441632960148"',
            'class="contact__link" href="tel:+441632960149"',
        ),
    },
    "lost-control": {
        "a field": cut(HTML, r'<textarea class="enquiry__input".*?</textarea>'),
        "the menu button": both(
            cut(HTML, r'<button class="menu-button".*?</button>'),
            js('var button = document.querySelector(".menu-button");', "var button = nav;"),
        ),
        "the submit button": cut(
            HTML, r'<button class="button button--primary" type="submit">.*?</button>'
        ),
    },
    "placeholder-text": {
        "lorem ipsum": html(
            '<h2 class="section-title">Left',
            '<p>Lorem ipsum dolor sit amet.</p><h2 class="section-title">Left',
        ),
        "brackets": html(
            '<h2 class="section-title">Left', '<p>[Your text]</p><h2 class="section-title">Left'
        ),
        "a variable": html(
            '<h2 class="section-title">Left', '<p>{{ title }}</p><h2 class="section-title">Left'
        ),
    },
    "visible-markup": {
        "escaped tags": html(
            '<h2 class="section-title">Left',
            '<p>&lt;strong&gt;New&lt;/strong&gt;</p><h2 class="section-title">Left',
        ),
    },
    "mojibake": {
        "UTF-8 read as Latin 1": html(
            '<h2 class="section-title">Left', '<p>CafÃ© Â· bar</p><h2 class="section-title">Left'
        ),
    },
    "elision": {
        "rest unchanged": html("</main>", "<!-- ... rest of the page unchanged ... -->\n</main>"),
        "existing styles": append(CSS, "\n/* ... existing styles remain the same ... */\n"),
        "an ellipsis": append(JS, "\n// ...\n"),
        "keep existing": html("</main>", "<!-- Keep the existing sections here -->\n</main>"),
        "other cards": html("</main>", "<!-- other cards remain unchanged -->\n</main>"),
        "for brevity": append(CSS, "\n/* omitted for brevity */\n"),
    },
    "edit-marker": {
        "search": html("  <main>", "<<<<<<< SEARCH\n  <main>\n=======\n>>>>>>> REPLACE"),
        "file header": append(CSS, "\n### FILE js/main.js\n"),
    },
    "markdown-fence": {
        "at the end of css": append(CSS, "\n```\n"),
        "at the end of html": append(HTML, "\n```\n"),
    },
    "reply-chatter": {
        "a comment": html("<main>", "<!-- Here is the updated version of the page -->\n<main>"),
        "in css": append(CSS, "\n/* I have updated the colours as you asked */\n"),
    },
    "lost-doctype": {
        "no doctype": html("<!DOCTYPE html>\n", ""),
        "prose before it": html("<!DOCTYPE html>", "<p></p>\n<!DOCTYPE html>"),
    },
    "swallowed-content": {
        "a section never closed": cut(HTML, r"</section>(?=\s*<section class=\"about\")"),
        "main closed too early": both(
            html('    <section class="gallery"', '</main>\n    <section class="gallery"'),
        ),
    },
    "duplicate-id": {
        "an id again": html(
            '<div class="gallery__grid">', '<div class="gallery__grid" id="about">'
        ),
    },
    "parse-error": {
        "an attribute twice": html(
            '<div class="about__day">', '<div class="about__day" class="x">'
        ),
        "a stray end tag": html('<div class="about__day">', '</span><div class="about__day">'),
    },
    "invalid-nesting": {
        "a div in a list": html(
            "<li>Daily from sunrise</li>", "<li>Daily from sunrise</li><div></div>"
        ),
        "a button in a link": html(
            '<a class="button button--ghost" href="#about">See the suites</a>',
            '<a class="button button--ghost" href="#about"><button type="button">See the suites</button></a>',
        ),
    },
    "lost-viewport": {
        "gone": cut(HTML, r'<meta name="viewport".*?>'),
        "fixed": html("width=device-width, initial-scale=1", "width=1024"),
    },
    "lost-metadata": {
        "title": cut(HTML, r"<title>.*?</title>"),
        "description": cut(HTML, r'<meta name="description".*?>'),
        "charset": cut(HTML, r'<meta charset="utf-8">'),
    },
    "blocked-robots": {
        "noindex": html("</head>", '<meta name="robots" content="noindex, follow">\n</head>'),
    },
    "broken-image": {
        "no such file": html("assets/gallery-4.webp", "images/gallery-4.jpg"),
        "a background without a file": css("../assets/hero.webp", "../assets/hero-new.webp"),
        "in srcset": html(
            'src="assets/gallery-4.webp"',
            'src="assets/gallery-4.webp" srcset="assets/gallery-4-2x.webp 2x"',
        ),
    },
    "corrupted-asset": {
        "text in a webp": write("assets/gallery-4.webp", "binary data not shown"),
        "an svg cut off": write("assets/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'"),
    },
    "broken-link": {
        "a page": html(
            'class="button button--ghost" href="#about"',
            'class="button button--ghost" href="suites.html"',
        ),
    },
    "dead-anchor": {
        "a wrong fragment": html(
            'class="button button--ghost" href="#about"',
            'class="button button--ghost" href="#suites"',
        ),
    },
    "missing-file": {
        "a style sheet": html("</head>", '<link rel="stylesheet" href="css/extra.css">\n</head>'),
        "a script": html("</head>", '<script src="js/extra.js" defer></script>\n</head>'),
        "a font": append(CSS, "\n@font-face { font-family: X; src: url(../fonts/x.woff2) }\n"),
    },
    "unlinked-stylesheet": {
        "no link": cut(HTML, r'<link rel="stylesheet" href="css/styles.css">'),
        "a wrong path": html('href="css/styles.css"', 'href="styles.css"'),
        "for print only": html('href="css/styles.css"', 'href="css/styles.css" media="print"'),
        "deleted": delete(CSS),
    },
    "unlinked-script": {
        "no script": cut(HTML, r'<script src="js/main.js" defer></script>'),
    },
    "lost-font": {
        "no request": cut(HTML, r'<link rel="stylesheet" href="https://fonts.*?>'),
    },
    "lost-icon": {
        "no icon": cut(HTML, r'<link rel="icon" href="assets/favicon.svg".*?>'),
    },
    "deleted-file": {
        "an asset": delete("assets/supplied/og.webp"),
        "an image in use": delete("assets/gallery-4.webp"),
    },
    "emptied-file": {
        "css": write(CSS, "/* styles */"),
        "js": write(JS, ""),
    },
    "stray-file": {
        "a second style sheet": write("css/styles-new.css", ".a { color: red }"),
        "notes": write("CHANGES.md", "# What was changed"),
    },
    "local-path": {
        "file": html("assets/gallery-4.webp", "file:///home/me/gallery-4.webp"),
        "a drive": html("assets/gallery-4.webp", "C:\\Users\\me\\gallery-4.webp"),
        "a home": css("../assets/hero.webp", "/Users/me/site/assets/hero.webp"),
    },
    "external-resource": {
        "an image": html("assets/gallery-4.webp", "https://images.example/photo-15.jpg"),
        "a style sheet": html(
            "</head>", '<link rel="stylesheet" href="https://cdn.example/reset.css">\n</head>'
        ),
    },
    "css-cut-off": {
        "a brace missing": css(".hero {\n  display: grid;", ".hero {\n  .x {\n  display: grid;"),
        "a comment never closed": lambda site: _last_of(site, CSS, "*/", ""),
        "truncated": cut(CSS, r"\.site-header \{.*", ".site-header {\n  position: st"),
    },
    "css-parse-error": {
        "no colon": css(
            "  margin: 0;\n  background-color: var(--paper);",
            "  margin 0;\n  background-color: var(--paper);",
        ),
        "a bad selector": append(CSS, "\n.a >> .b { color: red }\n"),
    },
    "invalid-declaration": {
        "a property": append(CSS, "\n.never-used { text-colour: red }\n"),
        "a value": append(CSS, "\n.never-used { color: 12px }\n"),
    },
    "undefined-variable": {
        "a colour": append(CSS, "\n.never-used { color: var(--brand) }\n"),
    },
    "lost-media-query": {
        "768": cut(CSS, r"@media \(max-width: 768px\) \{.*?\n\}\n"),
        "emptied": cut(
            CSS, r"@media \(max-width: 768px\) \{.*?\n\}\n", "@media (max-width: 768px) {}\n"
        ),
    },
    "lost-layout": {
        "a grid as a block": append(CSS, "\n.features__grid { display: block }\n"),
        "a row as a column": append(
            CSS, "\n.site-footer__grid { display: flex; flex-direction: column }\n"
        ),
        "columns on a telephone": append(
            CSS,
            "\n@media (max-width: 480px) { .gallery__grid { grid-template-columns: 1fr 1fr 1fr } }\n",
        ),
    },
    "unstyled-element": {
        "classes renamed in the page alone": html(
            'class="gallery__caption"', 'class="gallery-text"', 9
        ),
        "classes renamed in the style sheet alone": css(".feature__title", ".feature__heading", 9),
    },
    "hidden-content": {
        "display none": append(CSS, "\n.contact__intro { display: none }\n"),
        "the attribute": html('<p class="contact__intro">', '<p class="contact__intro" hidden>'),
        "invisible": append(CSS, "\n.contact__intro { visibility: hidden }\n"),
        "off the page": append(CSS, "\n.contact__intro { position: absolute; left: -9999px }\n"),
        "on a telephone": append(
            CSS, "\n@media (max-width: 480px) { .contact__intro { display: none } }\n"
        ),
        "cut off by a fixed height": append(
            CSS, "\n.about__day { height: 90px; overflow: hidden }\n"
        ),
        "cut off on a telephone": append(
            CSS,
            "\n@media (max-width: 480px) { .about__day { max-height: 6rem; overflow-y: hidden } }\n",
        ),
    },
    "unreadable-text": {
        "dark on dark": append(CSS, "\n.contact__intro { color: #221a2e }\n"),
        "on a descendant": append(CSS, "\n.section-intro { color: #e8e0d0 }\n"),
    },
    "horizontal-overflow": {
        "a wide image": append(CSS, "\n.about__inner { min-width: 1500px }\n"),
        "on a telephone": append(CSS, "\n.enquiry { width: 640px }\n"),
    },
    "tiny-text": {
        "6 px": append(CSS, "\n.contact__intro { font-size: 6px }\n"),
    },
    "unasked-restyle": {
        "a colour": append(CSS, "\n.section-intro { color: #2c2331 }\n"),
        "a background": append(CSS, "\n.features { background-color: #f5f5f5 }\n"),
        "a font": append(CSS, "\n.section-intro { font-family: Georgia, serif }\n"),
        "a size": append(CSS, "\n.section-intro { font-size: 2rem }\n"),
    },
    "lost-state-style": {
        "no hover": lambda site: site.replace({CSS: _without_states(site.text(CSS)).encode()}),
    },
    "script-parse-error": {
        "a brace missing": js(
            'document.addEventListener("keydown", function (event) {',
            'document.addEventListener("keydown", function (event) {{',
        ),
        "prose": append(JS, "\nThis script opens the menu.\n"),
        "truncated": cut(
            JS, r'window\.addEventListener\("scroll".*', 'window.addEventListener("scr'
        ),
    },
    "lost-behaviour": {
        "a class renamed": both(
            html("menu-button", "menu-toggle", 99),
            swap(CSS, "menu-button", "menu-toggle", 99),
        ),
        "an id renamed": html(
            '<nav class="site-nav" id="site-nav">', '<nav class="site-nav" id="nav">'
        ),
        "handlers gone": cut(JS, r"  button\.addEventListener.*(?=  form\.addEventListener)"),
    },
    "debug-code": {
        "alert": append(JS, "\nalert('loaded');\n"),
        "log": append(JS, "\nconsole.log('menu');\n"),
    },
    "lost-alt": {
        "gone": html(' alt="Lanterns lining a sand path at dusk"', ""),
        "empty": html('alt="Lanterns lining a sand path at dusk"', 'alt=""'),
    },
    "lost-name": {
        "a link": html(' aria-label="Tavuma Lodge home"', ' aria-label=""', 1)
        and both(
            html(' aria-label="Tavuma Lodge home"', ""),
            html(
                'src="assets/logo.svg" alt="Tavuma Lodge"', 'src="assets/logo.svg" alt="" title="x"'
            ),
        ),
    },
    "lost-language": {
        "no lang": html('<html lang="en">', "<html>"),
    },
    "lost-landmark": {
        "div for footer": both(
            html('<footer class="site-footer">', '<div class="site-footer">'),
            html("</footer>", "</div>"),
        ),
        "div for nav": both(
            html('<nav class="site-footer__nav">', '<div class="site-footer__nav">'),
            lambda site: _last(site, "</nav>", "</div>"),
        ),
    },
    "lost-heading": {
        "p for h2": html(
            '<h2 class="section-title">Come and sit with us</h2>',
            '<p class="section-title" style="font-family: var(--font-heading); font-weight: 700">'
            "Come and sit with us</p>",
        ),
        "another level": html(
            '<h3 class="contact__subtitle">Opening hours</h3>',
            '<h4 class="contact__subtitle">Opening hours</h4>',
        ),
    },
    "heading-gap": {
        "a second h1": html("<main>", '<main><h1 class="visually">Our lodge</h1>'),
    },
    "unnamed-control": {
        "an icon link": html(
            '<div class="gallery__grid">',
            '<a href="#hero"><svg viewBox="0 0 1 1"></svg></a><div class="gallery__grid">',
        ),
    },
    "broken-reference": {
        "for": html(
            '<div class="enquiry__field">', '<div class="enquiry__field"><label for="x"></label>'
        ),
        "labelledby": html(
            '<section class="gallery"', '<section aria-labelledby="gone" class="gallery"'
        ),
    },
    "invalid-aria": {
        "a misspelling": html('<nav class="site-nav"', '<nav aria-lable="Main" class="site-nav"'),
        "a role": html('<div class="gallery__grid">', '<div role="gallery" class="gallery__grid">'),
    },
    "hidden-from-assistive": {
        "aria-hidden": html(
            '<div class="features__grid">', '<div aria-hidden="true" class="features__grid">'
        ),
        "inert": html('<div class="features__grid">', '<div inert class="features__grid">'),
    },
    "blocked-zoom": {
        "user-scalable": html("initial-scale=1", "initial-scale=1, user-scalable=no"),
        "maximum-scale": html("initial-scale=1", "initial-scale=1, maximum-scale=1"),
    },
    "remote-script": {
        "a library": html("</head>", '<script src="https://cdn.example/lib.js"></script>\n</head>'),
    },
    "tracking": {
        "a pixel": html("</body>", _PIXEL),
        "analytics": html(
            "</head>", "<script>window.dataLayer = []; gtag('config', 'G-1');</script>\n</head>"
        ),
        "a tag manager": html(
            "</head>",
            '<script src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>\n</head>',
        ),
    },
    "embedded-frame": {
        "a map": html(
            "</main>", '<iframe src="https://maps.example/embed" title="Map"></iframe></main>'
        ),
    },
    "redirect": {
        "refresh": html(
            "</head>", '<meta http-equiv="refresh" content="0; url=https://x.example">\n</head>'
        ),
        "in a script": append(JS, "\nwindow.location = 'https://x.example/';\n"),
    },
    "foreign-form": {
        "an action": html('action="#contact" method', 'action="https://forms.example/1" method'),
    },
    "inline-handler": {
        "onclick": html('<p class="enquiry__note">', '<p class="enquiry__note" onclick="x()">'),
    },
}
"""Rule → name → a change of the starting site that has this one defect and no other."""

UNCLOSED: dict[str, tuple[Change, str]] = {
    "a heading": (html("</h1>", ""), "parse-error"),
    "a subheading": (html("</h2>", ""), "parse-error"),
    "a link in a list": (html("About</a></li>", "About</li>"), "parse-error"),
    "a list": (html("</ul>", ""), "parse-error"),
    "a navigation": (html("</nav>", ""), "parse-error"),
    "main": (html("</main>", ""), "parse-error"),
    "a button that is hidden on wide screens": (html("</button>", ""), "lost-section"),
    "the header": (html("</header>", ""), "swallowed-content"),
    "a section": (html("</section>", ""), "swallowed-content"),
}
"""Name → an end tag left out of the bakery's page, and the one rule that speaks for all that follows."""

ACCESSIBLE_DEFECTS: dict[str, dict[str, Change]] = {
    "lost-focus-ring": {
        "everywhere": append(CSS, "\n:focus-visible { outline: none !important }\n"),
        "of no width": append(CSS, "\n*:focus-visible { outline-width: 0 !important }\n"),
    },
}
"""Rule → name → a change of the site that has just been made accessible."""

NO_DEFECTS: dict[str, Change] = {
    "nothing": lambda site: site,
    "re-indented": lambda site: site.replace(
        {HTML: "\n".join(line.strip() for line in site.text(HTML).splitlines()).encode()}
    ),
    "css minified": lambda site: site.replace({CSS: _minified(site.text(CSS)).encode()}),
    "comments added": both(
        html("<main>", "<!-- Sections of the page --><main>"),
        append(CSS, "\n/* Existing customers see this, too: the rest is history. */\n"),
        append(JS, "\n// All other browsers get the same menu.\n"),
    ),
    "more comments": both(
        html("<main>", "<!-- Hero: same content on all pages --><main>"),
        append(CSS, "\n/* Keep in sync with main.js */\n/* Remaining space goes to the text */\n"),
    ),
    "a class added": html('<div class="gallery__grid">', '<div class="gallery__grid js-gallery">'),
    "a wrapper": both(
        html('<div class="gallery__grid">', '<div class="wrap"><div class="gallery__grid">'),
        cut(
            HTML,
            r"(?<=And then the morning</figcaption>\n        </figure>\n      </div>)",
            "</div>",
        ),
    ),
    "a class renamed everywhere": both(
        swap(HTML, "gallery__caption", "gallery__text", 99),
        swap(CSS, "gallery__caption", "gallery__text", 99),
    ),
    "an id renamed with its links": both(
        swap(HTML, 'id="enquiry-name"', 'id="visitor-name"', 9),
    ),
    "entities": html("within a morning's drive", "within a morning&rsquo;s drive"),
    "no-break spaces": html("40 km", "40&nbsp;km"),
    "attributes in another order": html(
        '<img class="gallery__image" src="assets/gallery-4.webp" alt="The night sky above a lit tent and '
        'two acacias"',
        '<img alt="The night sky above a lit tent and two acacias" src="assets/gallery-4.webp" '
        'class="gallery__image"',
    ),
    "css moved to a second file": lambda site: _split(site),
    "css inlined": lambda site: site.replace(
        {
            HTML: site.text(HTML)
            .replace(
                '<link rel="stylesheet" href="css/styles.css">',
                "<style>" + site.text(CSS).replace("../assets", "assets") + "</style>",
            )
            .encode()
        }
    ),
    "the script at the end": both(
        html('  <script src="js/main.js" defer></script>\n', ""),
        html("</body>", '<script src="js/main.js"></script></body>'),
    ),
    "a last brace missing": cut(CSS, r"\}\s*\Z"),
    "a paragraph's end tag left out": html("on their hands.</p>", "on their hands."),
    "a span in a text": html("Come and sit with us", "Come and <span>sit</span> with us"),
    "an inline handler was there before": both(),
    "lazy loading": html(
        'src="assets/logo-light.svg" alt="Tavuma Lodge"',
        'src="assets/logo-light.svg" loading="lazy" alt="Tavuma Lodge"',
    ),
    "min-width of a grid item": append(CSS, "\n.feature { min-width: 0 }\n"),
    "a fixed height that holds all": append(
        CSS, "\n.about { max-height: 4000px; overflow: hidden }\n"
    ),
    "a picture cropped": append(CSS, "\n.gallery__item { max-height: 60rem; overflow: hidden }\n"),
    "a breakpoint in em": lambda site: site.replace(
        {CSS: site.text(CSS).replace("(max-width: 768px)", "(max-width: 48em)").encode()}
    ),
    "grid by flexbox": append(
        CSS,
        "\n@media (min-width: 1025px) { .features__grid { display: flex; flex-wrap: wrap } "
        ".features__grid > .feature { flex: 0 0 calc((100% - 2 * 1.75rem) / 3) } }\n",
    ),
    "structured data": html(
        "</head>", '<script type="application/ld+json">{"@type": "Restaurant"}</script></head>'
    ),
    "a fragment link": html(
        'href="#about">About</a></li>', 'href="index.html#about">About</a></li>'
    ),
}
"""Changes after which the starting site is as good as before."""


def _twice(site: object, pattern: str) -> object:
    import re

    text = site.text(HTML)  # type: ignore[attr-defined]
    block = re.search(pattern, text, re.DOTALL)
    assert block is not None
    copy = re.sub(r' id="[^"]*"', "", block[0])
    return site.replace({HTML: text.replace(block[0], block[0] + copy).encode()})  # type: ignore[attr-defined]


def _move(site: object, pattern: str, before: str) -> object:
    import re

    text = site.text(HTML)  # type: ignore[attr-defined]
    block = re.search(pattern, text, re.DOTALL)
    assert block is not None
    text = text.replace(block[0], "").replace(before, block[0] + before)
    return site.replace({HTML: text.encode()})  # type: ignore[attr-defined]


def _last(site: object, old: str, new: str) -> object:
    head, _, tail = site.text(HTML).rpartition(old)  # type: ignore[attr-defined]
    return site.replace({HTML: (head + new + tail).encode()})  # type: ignore[attr-defined]


def _last_of(site: object, path: str, old: str, new: str) -> object:
    head, _, tail = site.text(path).rpartition(old)  # type: ignore[attr-defined]
    return site.replace({path: (head + new + tail).encode()})  # type: ignore[attr-defined]


def _without_states(text: str) -> str:
    import re

    return re.sub(r"[^{}]*:(?:hover|focus)[^{}]*\{[^{}]*\}", "", text)


def _minified(text: str) -> str:
    import re

    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,>]) ?", r"\1", text).replace(";}", "}")


def _split(site: object) -> object:
    text = site.text(CSS)  # type: ignore[attr-defined]
    at = text.index(".hero {")
    page = site.text(HTML).replace(  # type: ignore[attr-defined]
        'href="css/styles.css">',
        'href="css/base.css"><link rel="stylesheet" href="css/sections.css">',
    )
    return site.replace(  # type: ignore[attr-defined]
        {"css/base.css": text[:at].encode(), "css/sections.css": text[at:].encode(), CSS: None,
         HTML: page.encode()}
    )  # fmt: skip
