"""What is not rendered again is what would have come out: both ways give the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browsing import executable, page

from pytest_llmsite.site import Site, content_hash

BODY = (
    '<h1>Bread</h1><p class="lead">Every day but Sunday.</p><img src="oven.svg" alt="" width="80">'
)
OVEN = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
CSS = ".lead { font-size: 20px }"


def bakery(
    head: str = "", css: str = CSS, body: str = BODY, oven: bytes = OVEN, js: str = ""
) -> Site:
    return page(body, css, head, {"oven.svg": oven, "main.js": js.encode(), "spare.txt": b"x"})


META = '<meta name="description" content="Bread"><meta property="og:title" content="B">'
LOOKS = CSS + "html:has([name=robots]) h1 { color: #b00 }"
BARED = (
    CSS
    + "head, title { display: block } title { color: #b00 } title + [name] + style { color: red }"
)
BARED_SMALL = CSS + "@media (max-width: 400px) { head, head script { display: block } }"
GOOGLE = "https://fonts.googleapis.com/css2?family=Lora&display=swap"
FONT = f'<link rel="stylesheet" href="{GOOGLE}">'
BORROWED = (
    '<link rel="stylesheet" href="data:text/css,html:has([name=description]) h1 { color: red }">'
)
# The page before, the page after, and at how many widths a picture is taken of the latter.
CASES: dict[str, tuple[Site, Site, int]] = {
    "a description": (bakery(), bakery(META), 0),
    "structured data": (bakery(), bakery('<script type="application/ld+json">{}</script>'), 0),
    "an icon": (bakery(), bakery('<link rel="icon" href="i.svg"><link rel="canonical" href="/">'), 0),
    "a description, with a font of another host": (bakery(FONT), bakery(FONT + META), 0),
    "a description, with a font that a style asks for": (
        bakery(css=f"@import url('{GOOGLE}');" + CSS), bakery(META, f"@import url('{GOOGLE}');" + CSS), 0,
    ),
    "a description, with a style that cannot be read": (bakery(BORROWED), bakery(BORROWED + META), 2),
    "a script that nothing asks for": (bakery(), bakery(js="alert(1)"), 0),
    "the viewport": (bakery(), bakery('<meta name="viewport" content="width=600">'), 2),
    "a style": (bakery(), bakery(css=CSS + "h1 { color: #b00 }"), 2),
    "a text": (bakery(), bakery(body=BODY.replace("Sunday", "Monday")), 2),
    "an image": (bakery(), bakery(oven=OVEN.replace(b"<rect", b'<rect fill="red"')), 2),
    "a style that looks into the head": (
        bakery(css=LOOKS), bakery('<meta name="robots" content="all">', LOOKS), 2,
    ),
    "a head that is shown": (bakery(css=BARED), bakery('<meta name="author" content="A">', BARED), 2),
    "a head that is shown on telephones": (
        bakery(css=BARED_SMALL), bakery('<script type="text/plain">Bread</script>', BARED_SMALL), 1,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def fresh() -> Iterator[Any]:
    """Answers of an inspector that has seen no other page."""
    found = executable()
    from pytest_llmsite.browser.inspector import BrowserInspector

    inspector = BrowserInspector(found, keep=content_hash)  # type: ignore[arg-type]
    yield inspector
    inspector.close()


@pytest.mark.parametrize("name", CASES)
def test_a_known_answer_is_the_one_that_would_be_given(
    inspector: Any, fresh: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from pytest_llmsite.browser import still

    taken = []
    photograph = still._photograph

    async def counted(*given: Any) -> bytes:
        taken.append(given)
        return await photograph(*given)

    before, after, pictures = CASES[name]
    inspector.forget()
    inspector.page(before).lived  # noqa: B018
    monkeypatch.setattr(still, "_photograph", counted)
    known = inspector.page(after).lived
    assert len(taken) == pictures
    fresh.forget()
    still.forget()
    again = fresh.page(after).lived
    assert known.views == again.views
    for width, view in known.views.items():
        assert view.picture == again.views[width].picture
    assert known.live == again.live
    assert (known.fonts, known.violations) == (again.fonts, again.violations)
    assert (known.refused, known.errors) == (again.refused, again.errors)


def test_nothing_is_left_behind_for_the_next_page(inspector: Any) -> None:
    """Storage, cookies, the window's name and its history are as in a new window."""
    facts = (
        "[localStorage.length, sessionStorage.length, document.cookie, name, history.length].join()"
    )
    leaves = (
        "localStorage.a = sessionStorage.a = document.cookie = name = 'left'; indexedDB.open('left');"
        "history.pushState({}, '', '#left'); addEventListener('beforeunload', e => e.preventDefault());"
        "addEventListener('pagehide', () => { navigator.sendBeacon('left.txt', 'x'); "
        "localStorage.b = 'left'; }); setInterval(() => fetch('left.json'), 50);"
    )
    says = f"indexedDB.databases().then(all => console.error([{facts}, all.length, location.hash].join()))"
    inspector.page(page(f"<button>Go</button><script>{leaves}</script>")).lived  # noqa: B018
    found = inspector.page(page(f"<p>Next</p><script>{says}</script>")).lived
    assert len(found.errors) == 1
    first = found.errors[0].split(",")
    assert first[:4] == ["0", "0", "", ""]
    assert first[5:] == ["0", ""]
    assert not found.refused


LATE = (
    "const late = new Image(); late.src = 'late.svg'; document.body.prepend(late);"
    "late.onload = () => { document.querySelector('.lead').hidden = late.naturalWidth > 9; };"
)


def test_a_page_with_scripts_has_what_is_the_sites_own(
    inspector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Images and styles come from the same page without scripts, and from no other."""
    from pytest_llmsite.browser.serving import Server

    asked: list[str] = []
    answer = Server.answer

    def noted(self: Server, event: Any, main: str) -> Any:
        if not self.still:
            asked.append(event["request"]["url"].rsplit("/", 1)[-1])
        return answer(self, event, main)

    monkeypatch.setattr(Server, "answer", noted)
    inspector.forget()
    for number, width in enumerate((9, 18, 9)):
        late = OVEN.replace(b'width="9"', b'width="%d"' % width, 1)
        body = f"{BODY}<p>{number}</p><script src=main.js></script>"
        files = {"oven.svg": OVEN, "late.svg": late, "main.js": LATE.encode()}
        found = inspector.page(page(body, CSS, files=files))
        (lead,) = found.select(".lead")
        asked.clear()
        assert all(
            (found.place(lead) in v.hidden) is (width > 9) for v in found.lived.live.values()
        )
        assert asked == ["index.html", "main.js", "late.svg"]
        assert not found.lived.errors


def test_another_script_alone_is_looked_at_without_the_page_before(inspector: Any) -> None:
    """The page without scripts is known, so that it is not in the tab: nothing of it is an error."""
    inspector.forget()
    for js in ("", "document.querySelector('.lead').hidden = true", "lost()"):
        body = f"{BODY}<script src=main.js></script>"
        files = {"oven.svg": OVEN, "main.js": js.encode()}
        found = inspector.page(page(body, CSS, files=files))
        (lead,) = found.select(".lead")
        assert all(
            (found.place(lead) in v.hidden) is ("hidden" in js) for v in found.lived.live.values()
        )
        assert len(found.lived.errors) == (js == "lost()")
