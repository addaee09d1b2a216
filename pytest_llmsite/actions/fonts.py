"""swap-fonts: both families in effect where the old ones were, and really loaded.

What is in effect is counted by place: texts that get their family from one declaration are one place.
A family in effect that is not loaded is not seen, and a loaded one that is not in effect neither:
they are billed apart, since models often do only one of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from ..findings import Evidence, Requirement
from ..page import Page, Style
from ..page.fonts import FontFace, FontRequest
from ..page.tokens import significant, split, tokenise
from . import instructions
from .building import identity, matched, quote, requirement
from .caching import per_page
from .rules import Rule
from .uses import Search, Use, uses
from .wording import listed, plural

if TYPE_CHECKING:
    from .context import Context

IN_EFFECT = Rule(
    "fonts/in-effect",
    3.0,
    "Every text that was set in the old family is set in the new one, as computed, on wide and narrow "
    "screens.",
    "It is what the action is about. Places that one declaration sets count as one; the satisfaction "
    "is the share of places.",
    '.hero h1 { font-family: "Playfair Display", serif }',
    '.hero h1 { font-family: "Fraunces", serif }',
    "CSS Fonts 4, font-family",
)
LOADED = Rule(
    "fonts/loaded",
    2.0,
    "The new family is loaded in each weight of the brief: by a link, an `@import` or `@font-face`.",
    "A family that is named and not loaded shows in its fallback. The commonest way to fail: the "
    "custom property is changed, the request is not.",
    "the new name in CSS, the old `<link>` in HTML",
    '<link rel="stylesheet" href="…css2?family=Fraunces:wght@500;700&amp;display=swap">',
    "CSS Fonts 4, @font-face",
)
FALLBACK = Rule(
    "fonts/fallback",
    0.5,
    "The font stack ends with the brief's generic family.",
    "Without it, a browser that fails to load the font falls back to its own default, whose class may "
    "be another one.",
    'font-family: "Fraunces"',
    'font-family: "Fraunces", Georgia, serif',
    "CSS Fonts 4, generic font families",
)
DISPLAY = Rule(
    "fonts/display",
    0.5,
    "The new fonts are loaded with the brief's `font-display`.",
    "Without `swap`, texts stay invisible until the font arrives.",
    "…css2?family=Fraunces:wght@500;700",
    "…css2?family=Fraunces:wght@500;700&display=swap",
    "CSS Fonts 4, font-display",
)
OLD_REQUEST = Rule(
    "fonts/old-request",
    1.0,
    "The old families are no longer requested, while the new ones are.",
    "Fonts that nobody sees are still downloaded by everybody.",
    "one link for the old fonts beside one for the new",
    "the new link alone",
)
RULES = (IN_EFFECT, LOADED, FALLBACK, DISPLAY, OLD_REQUEST)

_KINDS = ("heading", "body")
_SERVERS = frozenset(("fonts.googleapis.com", "fonts.bunny.net"))
_CLASSES = {
    "serif": {"serif", "ui-serif"},
    "sans-serif": {"sans-serif", "ui-sans-serif", "system-ui"},
    "monospace": {"monospace", "ui-monospace"},
}

instruct = instructions.fonts

_Judge = Callable[[tuple[str, ...]], bool]


def check(context: Context) -> Iterator[Requirement]:
    """Yield the requirements of the heading and the body font, and of their loading."""
    fonts = {kind: context.brief[kind] for kind in _KINDS}
    new = {_name(font["family"]) for font in fonts.values()}
    loading = _Loading(context.page, context.brief)
    for kind, font in fonts.items():
        places = _places(context.base, fonts, kind)
        yield _in_effect(context, kind, font, places, new)
        yield _fallback(context, kind, font, places)
        yield loading.requirement(kind, font)
    if loading.wanted_display:
        yield loading.display()
    yield loading.old_request()


@lru_cache(maxsize=256)
def _name(family: str) -> str:
    return " ".join(family.split()).casefold()


@lru_cache(maxsize=1024)
def _families(value: str) -> tuple[str, ...]:
    """Return the families of a computed font stack, in lower case."""
    names = []
    for part in split(tokenise(value)):
        words = [str(token.value) for token in significant(part) if token.type != "function"]
        names.append(_name(" ".join(words)))
    return tuple(names)


def _stack(style: Style) -> tuple[str, ...]:
    return _families(style.computed("font-family"))


def _places(page: Page, fonts: Mapping[str, Any], kind: str) -> list[list[Use]]:
    """Return the base's uses of a kind's old or new family, by the declaration that sets it."""
    groups: dict[object, list[Use]] = {}
    for use in _font_uses(page, tuple(_pairs(fonts))):
        first = _stack(page.style(use.element, use.width, use.pseudo))[0]
        if _kind_of(first, fonts) == kind:
            source = use.source
            key = (source.file, source.selector, source.media, source.property, source.value)
            groups.setdefault(key, []).append(use)
    return list(groups.values())


def _pairs(fonts: Mapping[str, Any]) -> Iterator[str]:
    for font in fonts.values():
        yield _name(font["replaces"])
        yield _name(font["family"])


def _kind_of(first: str, fonts: Mapping[str, Any]) -> str:
    """Return the kind whose old family this is, or else whose new one."""
    for key in ("replaces", "family"):
        for kind, font in fonts.items():
            if first == _name(font[key]):
                return kind
    return ""


@per_page
def _font_uses(page: Page, families: tuple[str, ...]) -> list[Use]:
    def relevant(style: Style, name: str) -> bool:
        stack = _stack(style)
        return bool(stack) and stack[0] in families

    return uses(page, Search(f"fonts {families}", ("font-family",), relevant))


class _Sight(NamedTuple):
    """What became of one use: its font stack on the judged page (None: the text is gone)."""

    use: Use
    stack: tuple[str, ...] | None
    share: float


def _in_effect(
    context: Context, kind: str, font: Mapping[str, Any], places: list[list[Use]], new: set[str]
) -> Requirement:
    family = font["family"]
    allowed = {_name(family)} if context.own else new

    def judge(stack: tuple[str, ...]) -> bool:
        return bool(stack) and stack[0] in allowed

    share, wrong = _share(context, places, judge)
    message = f"no text is set in {font['replaces']} or {family}"
    if wrong:
        first = _first_family(context, wrong[0])
        shown = f"is set in {first}" if first else "cannot be found any more"
        message = f"{kind} font: {_where(context, wrong[0].use)} {shown}, not in {family}"
        if len(wrong) > 1:
            message += f" (and {len(wrong) - 1} more of {plural(len(places), 'place')})"
    return requirement(
        f"{kind}/in-effect",
        IN_EFFECT,
        share,
        message,
        f'font-family: "{family}", …, {font["generic"]}',
        [_evidence(context, sight) for sight in wrong],
        {identity(context.base, sight.use.element) for sight in wrong},
    )


def _fallback(
    context: Context, kind: str, font: Mapping[str, Any], places: list[list[Use]]
) -> Requirement:
    kinds = [font] if context.own else [context.brief[each] for each in _KINDS]
    generic = {name for one in kinds for name in _CLASSES.get(one["generic"], {one["generic"]})}

    def judge(stack: tuple[str, ...]) -> bool:
        return not generic.isdisjoint(stack[1:])

    share, wrong = _share(context, places, judge)
    where = _where(context, wrong[0].use) if wrong else "the page"
    return requirement(
        f"{kind}/fallback",
        FALLBACK,
        share,
        f"{kind} font: the stack of {where} does not end with {font['generic']}",
        f"end the stack with {font['generic']}",
        [_evidence(context, sight) for sight in wrong],
    )


def _share(context: Context, places: list[list[Use]], judge: _Judge) -> tuple[float, list[_Sight]]:
    """Return the share of places that hold, and the first sight of each that does not."""
    shares, wrong = [], []
    for group in places:
        sights = [_look(context, use, judge) for use in group]
        shares.append(sum(sight.share for sight in sights) / len(sights))
        wrong += [sight for sight in sights if sight.share < 1][:1]
    return (sum(shares) / len(shares) if shares else 0.0), wrong


def _look(context: Context, use: Use, judge: _Judge) -> _Sight:
    element = matched(context, use.element)
    page = context.page
    if element is None and not context.own:
        # It is gone: the damage checks bill that; here it counts as it was.
        page, element = context.base, use.element
    if element is None:
        return _Sight(use, None, 0.0)
    stack = _stack(page.style(element, use.width, use.pseudo))
    return _Sight(use, stack, float(judge(stack)))


def _where(context: Context, use: Use) -> str:
    return f"`{context.base.describe(use.element)}`"


def _first_family(context: Context, sight: _Sight) -> str:
    """Return the first family of a stack as the style sheet writes it, or nothing."""
    element = matched(context, sight.use.element)
    if element is None:
        return ""
    stack = context.page.style(element, sight.use.width, sight.use.pseudo)["font-family"]
    return stack.partition(",")[0].strip("\"' ")


def _evidence(context: Context, sight: _Sight) -> Evidence:
    element = matched(context, sight.use.element)
    if element is None:
        return Evidence(context.page.path, 0, context.base.describe(sight.use.element), "")
    source = context.page.style(element, sight.use.width, sight.use.pseudo).source("font-family")
    selector = context.page.describe(element)
    if source is None:
        return Evidence(context.page.path, context.page.line(element), selector, "")
    return Evidence(source.file, source.line, selector, quote(f"{source.property}: {source.value}"))


class _Loading:
    """What one page loads of the brief's fonts."""

    def __init__(self, page: Page, brief: Mapping[str, Any]) -> None:
        self.page = page
        self.brief = brief
        address = urlsplit(brief["stylesheet"])
        self.wanted_display = dict(parse_qsl(address.query)).get("display", "").lower()
        self.servers = _SERVERS | {address.netloc.lower()}
        self.requests = page.font_requests()
        self.faces = page.font_faces()

    def _requests_of(self, family: str) -> list[FontRequest]:
        return [
            request
            for request in self.requests
            if any(_name(one.name) == _name(family) for one in request.families)
        ]

    def _faces_of(self, family: str) -> list[FontFace]:
        return [face for face in self.faces if _name(face.family) == _name(family)]

    def _answered(self, request: FontRequest) -> bool:
        """Whether the server answers: a known one, with the weights of each family in order.

        The css2 interface refuses a request whose weights are not sorted.
        """
        address = urlsplit(request.url)
        if address.netloc.lower() not in self.servers:
            return False
        if not address.path.endswith("/css2"):
            return True
        return all(
            one.italic or list(one.weights) == sorted(one.weights) for one in request.families
        )

    def has(self, family: str, weight: int) -> bool:
        """Whether one weight of a family is loaded."""
        for request in self._requests_of(family):
            if self._answered(request) and any(
                one.has(weight) for one in request.families if _name(one.name) == _name(family)
            ):
                return True
        return any(
            face.weights[0] <= weight <= face.weights[1]
            for face in self._faces_of(family)
            if any(source.usable is not False for source in face.sources)
        )

    def requirement(self, kind: str, font: Mapping[str, Any]) -> Requirement:
        """Return how much of one family is loaded."""
        family, weights = font["family"], font["weights"]
        missing = [weight for weight in weights if not self.has(family, weight)]
        requests = self._requests_of(family)
        message = f"{family} is not loaded"
        if any(not self._answered(request) for request in requests):
            message = f"the request for {family} is refused: unknown server, or weights not sorted"
        elif len(missing) < len(weights):
            message = f"{family} is not loaded in {listed([str(weight) for weight in missing])}"
        return requirement(
            f"{kind}/loaded",
            LOADED,
            1 - len(missing) / len(weights),
            message,
            f"load {self.brief['stylesheet']}",
            self._evidence(requests or self.requests),
            [f"font:{_name(family)}"],
        )

    def display(self) -> Requirement:
        """Return whether the new families are loaded with the brief's display."""
        families = [self.brief[kind]["family"] for kind in _KINDS]
        right = [family for family in families if self._displayed(family)]
        loaded = [family for family in families if self._requests_of(family)]
        message = "the new fonts are not loaded"
        if loaded:
            message = f"the new fonts are loaded without display={self.wanted_display}"
        return requirement(
            "display",
            DISPLAY,
            len(right) / len(families),
            message,
            f"add display={self.wanted_display} to the request",
            self._evidence(self.requests),
        )

    def _displayed(self, family: str) -> bool:
        found = [request.display for request in self._requests_of(family)]
        found += [face.display for face in self._faces_of(family)]
        return bool(found) and all(display == self.wanted_display for display in found)

    def old_request(self) -> Requirement:
        """Return whether the old families are gone, to the extent that the new ones have come."""
        new = {_name(self.brief[kind]["family"]) for kind in _KINDS}
        old = [
            self.brief[kind]["replaces"]
            for kind in _KINDS
            if _name(self.brief[kind]["replaces"]) not in new
        ]
        left = [name for name in old if self._requests_of(name) or self._faces_of(name)]
        there = sum(bool(self._requests_of(name) or self._faces_of(name)) for name in new)
        message = "the old fonts are gone, but not all of the new ones have come"
        requests = self.requests
        if left:
            message = f"still loads {listed(left)}"
            requests = [request for name in left for request in self._requests_of(name)]
        share = 1 - len(left) / len(old) if old else 1.0
        return requirement(
            "old-request",
            OLD_REQUEST,
            share * there / len(new),
            message,
            "remove the old families from the request",
            self._evidence(requests),
        )

    def _evidence(self, requests: list[FontRequest]) -> list[Evidence]:
        return [
            Evidence(
                request.file,
                request.line,
                self.page.describe(request.element) if request.element is not None else "@import",
                quote(request.url),
            )
            for request in requests
        ] or [Evidence(self.page.path)]
