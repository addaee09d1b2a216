"""The layouts of a hero, or of another section with a picture, judged at one viewport from its boxes.

Thresholds follow what separates working from broken layouts in practice: text and picture beside each
other overlap in height by half or more; a centred block's middle is within 6 % of the window's; a background
covers 80 % of its section; columns are unequal from a ratio of 1.25 on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...page.boxes import Rect
from .aspects import Aspect, Verdict, judge, yes
from .blocks import Row, rows
from .scene import (
    MEDIUM,
    NARROW,
    PSEUDO,
    WIDE,
    Media,
    Scene,
    branch,
    common_ancestor,
    has_pseudo,
    paints_above,
)

if TYPE_CHECKING:
    from ...page.dom import Element

Style = Any

_CENTRED = 0.06
_COVER = 0.8
_EQUAL, _UNEQUAL, _MOST_UNEQUAL = 1.38, 1.25, 4.0
_ALL = 0.8  # share of the texts that counts as all of the content
_SPACE = 96.0  # px of free height that make a hero generous
_NARROW_MEDIA = 0.7


def full_width_overlay(scene: Scene) -> Verdict:
    """Text on top of a picture that spans the window, behind an overlay."""
    return judge(_overlaid(scene))


def _overlaid(scene: Scene) -> Iterator[Aspect]:
    media = _backdrop(scene)
    yield yes(media is not None, "no picture lies behind the text", core=True)
    yield yes(scene.frame.width >= 0.98 * scene.viewport, "it does not span the window", core=True)
    if media is None:
        return
    yield _covers(scene, media.rect)
    yield yes(
        media.rect.width >= 0.98 * scene.viewport, "the picture does not span the window", core=True
    )
    yield yes(_overlay(scene, media), "no overlay lies between picture and text")
    yield yes(_text_on_top(scene, media), "the picture covers the text", core=True)


def centered_minimal(scene: Scene) -> Verdict:
    """One centred column with much space, on a background over the whole hero."""
    return judge(_centred(scene))


def _centred(scene: Scene) -> Iterator[Aspect]:
    text = scene.text
    yield yes(bool(scene.texts), "it has no text", core=True)
    if text is None or not scene.texts:
        return
    limit = _CENTRED * scene.viewport
    middle = scene.frame.centre
    yield yes(
        abs(text.centre - middle) <= limit, "the text does not stand in the middle", core=True
    )
    lines = [scene.text_rect(e) for e in scene.texts if not _is_action(e)]
    centred = sum(abs(rect.centre - middle) <= limit for rect in lines)
    aligned = sum(_aligned_centre(scene, e) for e in scene.texts if not _is_action(e))
    share = min(centred, aligned) / max(1, len(lines))
    yield Aspect(share if share >= 0.5 else 0.0, "not every text is centred", core=True)
    yield yes(scene.columns(lines) <= 1, "texts stand side by side", core=True)
    if scene.viewport == WIDE:
        yield yes(text.width <= 0.8 * scene.viewport, "the column is as wide as the window")
    if scene.viewport != NARROW:
        yield yes(scene.frame.height - text.height >= _SPACE, "there is little space around it")
    media = _backdrop(scene)
    if media is not None:
        yield _covers(scene, media.rect)
        yield yes(_text_on_top(scene, media), "the picture covers the text", core=True)
    elif any(m for m in scene.media):
        yield yes(False, "the picture does not lie behind the text")


def _aligned_centre(scene: Scene, element: Element) -> bool:
    return scene.style(element, "text-align") in ("center", "-webkit-center")


def _is_action(element: Element) -> bool:
    node: Element | None = element
    while node is not None:
        if node.tag in ("a", "button"):
            return True
        node = node.getparent()
    return False


def split_screen(scene: Scene) -> Verdict:
    """Text and picture side by side in two columns of about equal width; stacked on telephones."""
    return judge(_split(scene))


def _split(scene: Scene) -> Iterator[Aspect]:
    text = scene.text
    media = _beside(scene)
    yield yes(text is not None, "it has no text", core=True)
    yield yes(media is not None, "there is no picture of its own beside the text", core=True)
    if text is None or media is None:
        return
    if scene.viewport == NARROW:
        yield from _stacked(scene, text, media)
        return
    side = _side_by_side(scene, text, media.rect)
    if scene.viewport == MEDIUM:
        apart = side or _apart(text, media.rect)
        yield yes(apart, "text and picture overlap", core=True)
        return
    yield yes(side, "text and picture do not stand side by side", core=True)
    left, right = _branches(scene, media)
    ratio = max(left, right) / max(1.0, min(left, right))
    closeness = 1.0 if ratio <= _EQUAL else 0.5 if ratio <= 1.6 else 0.0
    yield Aspect(closeness, f"the columns are unequal (1 : {ratio:.2f})", core=True)


def asymmetric_grid(scene: Scene) -> Verdict:
    """Two columns of clearly unequal width with all of the hero's content; stacked on telephones."""
    return judge(_asymmetric(scene))


def _asymmetric(scene: Scene) -> Iterator[Aspect]:
    headline = _headline(scene)
    yield yes(headline is not None, "it has no text", core=True)
    if headline is None:
        return
    pairs = [row for row in rows(scene) if _holds_any(row, headline)]
    if scene.viewport == NARROW:
        yield yes(not pairs, "the columns are not stacked on a telephone", core=True)
        return
    if scene.viewport == MEDIUM:
        crowded = any(len(row.blocks) > 2 for row in pairs)
        yield yes(not crowded, "more than two columns on a tablet", core=True)
        return
    two = [row for row in pairs if len(row.blocks) == 2 and row.share >= _ALL]
    yield yes(bool(two), "its content does not stand in two columns", core=True)
    widths = [sorted(scene.rect(block).width for block in row.blocks) for row in two]
    ratio = max((wide / max(1.0, narrow) for narrow, wide in widths), default=0.0)
    unequal = any(_UNEQUAL <= w / max(1.0, n) <= _MOST_UNEQUAL for n, w in widths)
    yield yes(unequal, f"the columns are not clearly unequal (1 : {ratio:.2f})", core=True)


def _headline(scene: Scene) -> Element | None:
    """Return the hero's heading, or else its longest text."""
    for tag in ("h1", "h2", "h3"):
        for element in scene.texts:
            if any(node.tag == tag for node in (element, *element.iterancestors())):
                return element
    return max(scene.texts, key=lambda e: len("".join(e.itertext())), default=None)


def _holds_any(row: Row, element: Element) -> bool:
    return any(block in (element, *element.iterancestors()) for block in row.blocks)


def _side_by_side(scene: Scene, text: Rect, media: Rect) -> bool:
    slack = 0.02 * scene.viewport
    beside = text.right <= media.left + slack or media.right <= text.left + slack
    level = min(text.bottom, media.bottom) - max(text.top, media.top)
    return beside and level >= 0.5 * min(text.height, media.height)


def _apart(text: Rect, media: Rect) -> bool:
    return text.overlap(media) <= 0.05 * min(text.area, media.area)


def _stacked(scene: Scene, text: Rect, media: Media) -> Iterator[Aspect]:
    level = min(text.bottom, media.rect.bottom) - max(text.top, media.rect.top)
    least = min(text.height, media.rect.height)
    yield yes(level <= 0.1 * least, "text and picture are not stacked", core=True)
    wide = media.rect.width >= _NARROW_MEDIA * scene.viewport
    yield yes(wide, "the picture is narrow on a telephone")


def _branches(scene: Scene, media: Media) -> tuple[float, float]:
    """Return the widths of the column with the text and of the column with the picture."""
    common = common_ancestor([*scene.texts, media.element])
    holder = common_ancestor(scene.texts)
    text = scene.text
    if common is None or holder is None or text is None or media.element is common:
        return (text.width if text else 0.0), media.rect.width
    column = branch(common, holder) if holder is not common else None
    if column is None:  # the texts lie in several columns: measure what they span
        rects = [scene.rect(branch(common, e)) for e in scene.texts]
        width = max(r.right for r in rects) - min(r.left for r in rects)
    else:
        width = scene.rect(column).width
    other = branch(common, media.element)
    widest = scene.rect(other).width if not media.pseudo else media.rect.width
    return width, max(widest, 1.0)


def parallax_scroll(scene: Scene) -> Verdict:
    """A picture that stands still, or moves slower, behind the text; plain on telephones."""
    return judge(_parallax(scene))


def _parallax(scene: Scene) -> Iterator[Aspect]:
    media = _backdrop(scene)
    yield yes(media is not None, "no picture lies behind the text", core=True)
    if media is None:
        return
    moving = _moves(scene, media)
    if scene.viewport == NARROW:
        fixed = _attachment(scene, media) == "fixed"
        yield yes(
            not fixed, "the picture is fixed on telephones, where that does not work", core=True
        )
    elif scene.viewport == WIDE:
        yield yes(moving, "the picture scrolls with the page", core=True)
    yield _covers(scene, media.rect)
    yield yes(_text_on_top(scene, media), "the picture covers the text", core=True)
    yield yes(_overlay(scene, media), "no overlay lies between picture and text", weight=0.5)


def _attachment(scene: Scene, media: Media) -> str:
    style = scene.page.style(media.element, scene.viewport, media.pseudo)
    return "fixed" if "fixed" in str(style["background-attachment"]) else "scroll"


def _moves(scene: Scene, media: Media) -> bool:
    if media.background and _attachment(scene, media) == "fixed":
        return True
    style = scene.page.style(media.element, scene.viewport, media.pseudo)
    if style["position"] in ("fixed", "sticky") or "translateZ" in str(style["transform"]):
        return True
    if any(word in str(style["animation-timeline"]) for word in ("scroll", "view")):
        return True
    return _scripted(scene, media.element)


def _scripted(scene: Scene, element: Element) -> bool:
    """Whether a script moves this element when the page scrolls (it names it, scrolling, and a move)."""
    names = {element.get("id"), *(element.get("class") or "").split()} - {None, ""}
    for script in scene.page.scripts():
        text = getattr(script, "text", "") or ""
        moves = any(word in text for word in ("translate", "backgroundPosition"))
        if moves and "scroll" in text and any(name in text for name in names if name):
            return True
    return False


def video_background(scene: Scene) -> Verdict:
    """A silent, looping video with a poster behind the text, and an overlay."""
    return judge(_video(scene))


_ATTRIBUTES = ("autoplay", "muted", "loop", "playsinline")


def _video(scene: Scene) -> Iterator[Aspect]:
    videos = [e for e in scene.root.iter("video") if scene.shown(e)]
    yield yes(bool(videos), "it has no video", core=True)
    if not videos:
        return
    video = max(videos, key=lambda e: scene.rect(e).area)
    missing = [name for name in _ATTRIBUTES if video.get(name) is None]
    share = 1 - len(missing) / len(_ATTRIBUTES)
    yield Aspect(share, f"the video lacks {', '.join(missing)}")
    yield yes(
        _works(scene, video), "the video has neither a poster nor a file that exists", core=True
    )
    media = Media(video, scene.rect(video))
    text = scene.text
    behind = text is not None and text.overlap(media.rect) >= 0.9 * text.area
    yield yes(behind, "the video does not lie behind the text", core=True)
    yield _covers(scene, media.rect)
    yield yes(_text_on_top(scene, media), "the video covers the text", core=True)
    yield yes(_overlay(scene, media), "no overlay lies between video and text")


def _works(scene: Scene, video: Element) -> bool:
    page = scene.page
    sources = [e.get("src") for e in (video, *video.iter("source")) if e.get("src")]
    if any(page.resource(source).kind not in ("local", "data") for source in sources):
        return False
    poster = video.get("poster")
    return bool(sources) or bool(poster and page.resource(poster).decodes is not False)


# --- pictures, overlays, and what lies over what --------------------------------------------------


def _backdrop(scene: Scene) -> Media | None:
    """Return the largest picture that lies behind nearly all of the text."""
    text = scene.text
    for media in scene.media:
        if text is not None and text.area and text.overlap(media.rect) >= 0.9 * text.area:
            return media
    return None


def _beside(scene: Scene) -> Media | None:
    """Return the largest picture that doesn't lie behind or over the text."""
    text = scene.text
    for media in scene.media:
        if text is not None and _apart(text, media.rect):
            return media
    return None


def _covers(scene: Scene, rect: Rect) -> Aspect:
    share = rect.overlap(scene.frame) / max(1.0, scene.frame.area)
    return yes(share >= _COVER, f"the picture covers {share:.0%} of it only", core=True)


def _text_on_top(scene: Scene, media: Media) -> bool:
    """Whether the text is painted over the picture."""
    if media.background and media.pseudo is None:
        return True if _holds(media.element, scene) else _all_above(scene, media.element)
    if media.pseudo is not None:
        style = scene.page.style(media.element, scene.viewport, media.pseudo)
        level = str(style["z-index"])
        if level.startswith("-") or style["position"] == "static":
            return True
        return all(
            _positioned_between(scene, text, media.element, float(level) if level.isdigit() else 0)
            for text in scene.texts
        )
    return _all_above(scene, media.element)


def _holds(element: Element, scene: Scene) -> bool:
    return all(element in (text, *text.iterancestors()) for text in scene.texts)


def _all_above(scene: Scene, element: Element) -> bool:
    return all(paints_above(scene, text, element) for text in scene.texts)


def _positioned_between(scene: Scene, text: Element, ancestor: Element, level: float) -> bool:
    """Whether something between a text and *ancestor* lifts it over a positioned pseudo-element."""
    node: Element | None = text
    while node is not None and node is not ancestor:
        style = scene.page.style(node, scene.viewport)
        z = str(style["z-index"])
        parent = node.getparent()
        flexible = parent is not None and scene.style(parent, "display").endswith(("flex", "grid"))
        lifted = style["position"] != "static" or style["transform"] != "none"
        value = float(z) if z.lstrip("-").isdigit() else 0.0
        if (lifted or (flexible and z.lstrip("-").isdigit())) and value >= level:
            return True
        node = parent
    return False


def _overlay(scene: Scene, media: Media) -> bool:
    """Whether a translucent or gradient layer lies over the picture and under the text."""
    if media.background and _layered(scene.page.style(media.element, scene.viewport, media.pseudo)):
        return True
    for element in scene.root.iter():
        if not isinstance(element.tag, str) or not scene.shown(element):
            continue
        if element is not media.element and _tinted(scene.page.style(element, scene.viewport)):
            if scene.rect(element).overlap(media.rect) >= 0.5 * media.rect.area:
                return True
            if _behind_text(scene, element):
                return True
        for pseudo in PSEUDO:
            style = scene.page.style(element, scene.viewport, pseudo)
            if (element, pseudo) != (media.element, media.pseudo) and has_pseudo(style):
                rect = scene.pseudo_rect(element, pseudo)
                if _tinted(style) and rect.overlap(media.rect) >= 0.5 * media.rect.area:
                    return True
    style = scene.page.style(media.element, scene.viewport, media.pseudo)
    return "brightness(0" in str(style["filter"])


def _behind_text(scene: Scene, element: Element) -> bool:
    text = scene.text
    covered = text is not None and scene.rect(element).overlap(text) >= 0.9 * text.area
    return covered and _holds(element, scene)


def _layered(style: Style) -> bool:
    """Whether a gradient is painted over the image in one list of backgrounds."""
    value = str(style["background-image"])
    first = min((i for i in (value.find("url("), value.find("image-set(")) if i >= 0), default=-1)
    gradient = value.find("gradient(")
    if 0 <= gradient < first:
        return True
    return "multiply" in str(style["background-blend-mode"])


def _tinted(style: Style) -> bool:
    """Whether an element paints a colour that lets something through, or a gradient."""
    colour = style.colour("background-color")
    if colour is not None and 0.05 < colour.alpha < 1:
        return True
    if "gradient(" in str(style["background-image"]) and "url(" not in str(
        style["background-image"]
    ):
        return True
    opacity = str(style["opacity"])
    faint = opacity not in ("1", "1.0", "0")
    return bool(faint and colour is not None and colour.alpha > 0.05)
