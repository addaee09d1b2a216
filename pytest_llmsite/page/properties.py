"""The longhand properties: whether they inherit, their initial value, and what they accept.

One line each: name, `i` when inherited, initial value, value definition (see `grammar`). A property that is
missing here is unknown to the inspector; `OTHER` lists those that browsers know and no check needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .tokens import Token, significant, tokenise

_TABLE = """
color | i | rgb(0, 0, 0) | <color>
background-color | | rgba(0, 0, 0, 0) | <color>
background-image | | none | [ none | <image> ]#
background-position-x | | 0% | [ [ center | [ left | right | x-start | x-end ]? <lp>? ] ]#
background-position-y | | 0% | [ [ center | [ top | bottom | y-start | y-end ]? <lp>? ] ]#
background-size | | auto | [ [ auto | <lp0> ]{1,2} | cover | contain ]#
background-repeat | | repeat | [ repeat-x | repeat-y | [ repeat | space | round | no-repeat ]{1,2} ]#
background-attachment | | scroll | [ scroll | fixed | local ]#
background-origin | | padding-box | [ border-box | padding-box | content-box ]#
background-clip | | border-box | [ border-box | padding-box | content-box | text | border-area ]#
background-blend-mode | | normal | [ <ident> ]#
border-top-color | | currentcolor | <color>
border-right-color | | currentcolor | <color>
border-bottom-color | | currentcolor | <color>
border-left-color | | currentcolor | <color>
border-top-style | | none | <line-style>
border-right-style | | none | <line-style>
border-bottom-style | | none | <line-style>
border-left-style | | none | <line-style>
border-top-width | | medium | <line-width>
border-right-width | | medium | <line-width>
border-bottom-width | | medium | <line-width>
border-left-width | | medium | <line-width>
border-top-left-radius | | 0px | <lp0>{1,2}
border-top-right-radius | | 0px | <lp0>{1,2}
border-bottom-right-radius | | 0px | <lp0>{1,2}
border-bottom-left-radius | | 0px | <lp0>{1,2}
border-image-source | | none | none | <image>
border-image-slice | | 100% | [ <number0> | <percentage0> ]{1,4} && fill?
border-image-width | | 1 | [ <lp0> | <number0> | auto ]{1,4}
border-image-outset | | 0 | [ <length0> | <number0> ]{1,4}
border-image-repeat | | stretch | [ stretch | repeat | round | space ]{1,2}
border-collapse | i | separate | collapse | separate
border-spacing | i | 0px | <length0>{1,2}
outline-color | | currentcolor | <color> | auto | invert
outline-style | | none | auto | <line-style>
outline-width | | medium | <line-width>
outline-offset | | 0px | <length>
fill | i | rgb(0, 0, 0) | none | context-fill | context-stroke | <color> | <url> [ none | <color> ]?
fill-opacity | i | 1 | <number> | <percentage>
stroke | i | none | none | context-fill | context-stroke | <color> | <url> [ none | <color> ]?
stroke-opacity | i | 1 | <number> | <percentage>
stroke-width | i | 1px | <lp0> | <number0>
stop-color | | rgb(0, 0, 0) | <color>
stop-opacity | | 1 | <number> | <percentage>
flood-color | | rgb(0, 0, 0) | <color>
lighting-color | | rgb(255, 255, 255) | <color>
caret-color | i | auto | auto | <color>
accent-color | i | auto | auto | <color>
color-scheme | i | normal | normal | [ light | dark | only | <ident> ]+
font-family | i | "Times New Roman" | [ <string> | <ident>+ ]#
font-size | i | medium | xx-small | x-small | small | medium | large | x-large | xx-large | xxx-large | larger | smaller | math | <lp0>
font-weight | i | 400 | normal | bold | bolder | lighter | <number0>
font-style | i | normal | normal | italic | oblique <angle>?
font-stretch | i | 100% | normal | ultra-condensed | extra-condensed | condensed | semi-condensed | semi-expanded | expanded | extra-expanded | ultra-expanded | <percentage0>
font-variant-caps | i | normal | normal | small-caps | all-small-caps | petite-caps | all-petite-caps | unicase | titling-caps
font-variant-ligatures | i | normal | normal | none | <ident>+
font-variant-numeric | i | normal | normal | <ident>+
font-variant-east-asian | i | normal | normal | <ident>+
font-variant-alternates | i | normal | normal | <any>
font-feature-settings | i | normal | normal | [ <string> [ <integer> | on | off ]? ]#
font-variation-settings | i | normal | normal | [ <string> <number> ]#
font-kerning | i | auto | auto | normal | none
font-optical-sizing | i | auto | auto | none
font-size-adjust | i | none | none | <number0> | <any>
font-synthesis-weight | i | auto | auto | none
font-synthesis-style | i | auto | auto | none
line-height | i | normal | normal | <number0> | <lp0>
letter-spacing | i | normal | normal | <lp>
word-spacing | i | normal | normal | <lp>
text-align | i | start | start | end | left | right | center | justify | -webkit-center | -webkit-left | -webkit-right | -webkit-match-parent | -internal-center
text-align-last | i | auto | auto | start | end | left | right | center | justify
text-transform | i | none | none | [ capitalize | uppercase | lowercase ] || full-width || full-size-kana | math-auto
text-indent | i | 0px | <lp> && hanging? && each-line?
text-shadow | i | none | none | <shadow>#
text-decoration-line | | none | none | underline || overline || line-through || blink | spelling-error | grammar-error
text-decoration-color | | currentcolor | <color>
text-decoration-style | | solid | solid | double | dotted | dashed | wavy
text-decoration-thickness | | auto | auto | from-font | <lp>
text-underline-offset | i | auto | auto | <lp>
text-overflow | | clip | [ clip | ellipsis | <string> ]{1,2}
text-rendering | i | auto | auto | optimizespeed | optimizelegibility | geometricprecision
text-wrap-mode | i | wrap | wrap | nowrap
text-wrap-style | i | auto | auto | balance | stable | pretty | avoid-orphans
text-size-adjust | i | auto | none | auto | <percentage0>
white-space-collapse | i | collapse | collapse | preserve | preserve-breaks | break-spaces | preserve-spaces | discard
overflow-wrap | i | normal | normal | break-word | anywhere
word-break | i | normal | normal | break-all | keep-all | break-word | auto-phrase | manual
hyphens | i | manual | none | manual | auto
tab-size | i | 8 | <number0> | <length0>
line-break | i | auto | auto | loose | normal | strict | anywhere | after-white-space
direction | i | ltr | ltr | rtl
unicode-bidi | | normal | normal | embed | isolate | bidi-override | isolate-override | plaintext | -webkit-isolate | -webkit-plaintext
writing-mode | i | horizontal-tb | horizontal-tb | vertical-rl | vertical-lr | sideways-rl | sideways-lr | lr-tb | rl-tb | tb-rl | tb-lr | lr | rl | tb
vertical-align | | baseline | baseline | sub | super | text-top | text-bottom | middle | top | bottom | -webkit-baseline-middle | <lp>
list-style-type | i | disc | none | <string> | <ident> | symbols( <any> )
list-style-position | i | outside | inside | outside
list-style-image | i | none | none | <image>
quotes | i | auto | auto | none | <string>+
content | | normal | normal | none | [ <string> | <image> | open-quote | close-quote | no-open-quote | no-close-quote | <function> ]+ [ / [ <string> | <function> ]+ ]?
counter-reset | | none | none | [ <ident> <integer>? | <function> <integer>? ]+
counter-increment | | none | none | [ <ident> <integer>? ]+
counter-set | | none | none | [ <ident> <integer>? ]+
cursor | i | auto | [ <image> [ <number> <number> ]? , ]* <ident>
pointer-events | i | auto | <ident>
user-select | | auto | auto | text | none | contain | all
visibility | i | visible | visible | hidden | collapse
opacity | | 1 | <number> | <percentage>
display | | inline | inline | block | none | flex | inline-flex | grid | inline-grid | inline-block | list-item | contents | flow-root | table | inline-table | table-row | table-cell | table-row-group | table-header-group | table-footer-group | table-column | table-column-group | table-caption | -webkit-box | -webkit-inline-box | -webkit-flex | -webkit-inline-flex | ruby | ruby-text | math | [ block | inline ] && [ flow | flow-root | flex | grid | table | ruby | math ] | [ block | inline ]? && [ flow | flow-root ]? && list-item | flow
position | | static | static | relative | absolute | fixed | sticky
top | | auto | auto | <lp> | anchor( <any> )
right | | auto | auto | <lp> | anchor( <any> )
bottom | | auto | auto | <lp> | anchor( <any> )
left | | auto | auto | <lp> | anchor( <any> )
z-index | | auto | auto | <integer>
float | | none | none | left | right | inline-start | inline-end
clear | | none | none | left | right | both | inline-start | inline-end
overflow-x | | visible | <overflow>
overflow-y | | visible | <overflow>
overflow-anchor | | auto | auto | none
overflow-clip-margin | | 0px | <any>
clip | | auto | auto | <function>
clip-path | | none | none | <url> | [ <function> || <ident> ]
box-sizing | | content-box | content-box | border-box
width | | auto | <size>
height | | auto | <size>
min-width | | auto | <size>
min-height | | auto | <size>
max-width | | none | <max-size>
max-height | | none | <max-size>
aspect-ratio | | auto | auto || <ratio>
margin-top | | 0px | auto | <lp> | anchor-size( <any> )
margin-right | | 0px | auto | <lp> | anchor-size( <any> )
margin-bottom | | 0px | auto | <lp> | anchor-size( <any> )
margin-left | | 0px | auto | <lp> | anchor-size( <any> )
padding-top | | 0px | <lp0>
padding-right | | 0px | <lp0>
padding-bottom | | 0px | <lp0>
padding-left | | 0px | <lp0>
flex-direction | | row | row | row-reverse | column | column-reverse
flex-wrap | | nowrap | nowrap | wrap | wrap-reverse | balance
flex-grow | | 0 | <number0>
flex-shrink | | 1 | <number0>
flex-basis | | auto | content | <size>
order | | 0 | <integer>
justify-content | | normal | normal | <content-distribution> | [ unsafe | safe ]? [ center | start | end | flex-start | flex-end | left | right ] | <baseline>
justify-items | | normal | normal | stretch | <baseline> | [ unsafe | safe ]? <self-position> | legacy && [ left | right | center ]? | anchor-center
justify-self | | auto | auto | normal | stretch | <baseline> | [ unsafe | safe ]? <self-position> | anchor-center
align-content | | normal | normal | <baseline> | <content-distribution> | [ unsafe | safe ]? [ center | start | end | flex-start | flex-end ]
align-items | | normal | normal | stretch | <baseline> | [ unsafe | safe ]? <self-position> | anchor-center
align-self | | auto | auto | normal | stretch | <baseline> | [ unsafe | safe ]? <self-position> | anchor-center
grid-template-columns | | none | <track-list>
grid-template-rows | | none | <track-list>
grid-template-areas | | none | none | <string>+
grid-auto-columns | | auto | <track-size>+
grid-auto-rows | | auto | <track-size>+
grid-auto-flow | | row | [ row | column ] || dense
grid-row-start | | auto | <grid-line>
grid-row-end | | auto | <grid-line>
grid-column-start | | auto | <grid-line>
grid-column-end | | auto | <grid-line>
row-gap | | normal | normal | <lp0>
column-gap | | normal | normal | <lp0>
column-count | | auto | auto | <integer1>
column-width | | auto | auto | <length0>
column-fill | | balance | auto | balance | balance-all
column-span | | none | none | all
column-rule-color | | currentcolor | <color>
column-rule-style | | none | <line-style>
column-rule-width | | medium | <line-width>
break-inside | | auto | auto | avoid | avoid-page | avoid-column | avoid-region
break-before | | auto | <ident>
break-after | | auto | <ident>
orphans | i | 2 | <integer1>
widows | i | 2 | <integer1>
table-layout | | auto | auto | fixed
caption-side | i | top | top | bottom
empty-cells | i | show | show | hide
object-fit | | fill | fill | contain | cover | none | scale-down
object-position | | 50% 50% | <position>
image-rendering | i | auto | auto | smooth | crisp-edges | pixelated | high-quality | -webkit-optimize-contrast
box-shadow | | none | none | <shadow>#
filter | | none | none | [ <function> | <url> ]+
backdrop-filter | | none | none | [ <function> | <url> ]+
mix-blend-mode | | normal | <ident>
isolation | | auto | auto | isolate
mask-image | | none | [ none | <image> ]#
mask-position | | 0% 0% | <position>#
mask-size | | auto | [ [ auto | <lp0> ]{1,2} | cover | contain ]#
mask-repeat | | repeat | [ repeat-x | repeat-y | [ repeat | space | round | no-repeat ]{1,2} ]#
mask-origin | | border-box | <ident>#
mask-clip | | border-box | <ident>#
mask-composite | | add | <ident>#
mask-mode | | match-source | <ident>#
transform | | none | none | <function>+
transform-origin | | 50% 50% | <any>
transform-style | | flat | flat | preserve-3d
transform-box | | view-box | <ident>
perspective | | none | none | <length0>
perspective-origin | | 50% 50% | <position>
backface-visibility | | visible | visible | hidden
rotate | | none | none | <any>
scale | | none | none | [ <number> | <percentage> ]{1,3}
translate | | none | none | <lp> [ <lp> <length>? ]?
will-change | | auto | <ident>#
contain | | none | <ident>+
content-visibility | | visible | visible | auto | hidden
container-type | | normal | normal | [ size | inline-size ] || scroll-state | anchored
container-name | | none | none | <ident>+
animation-name | | none | [ none | <string> | <ident> ]#
animation-duration | | 0s | [ auto | <time> ]#
animation-timing-function | | ease | <timing>#
animation-delay | | 0s | <time>#
animation-iteration-count | | 1 | [ infinite | <number0> ]#
animation-direction | | normal | [ normal | reverse | alternate | alternate-reverse ]#
animation-fill-mode | | none | [ none | forwards | backwards | both ]#
animation-play-state | | running | [ running | paused ]#
animation-timeline | | auto | [ auto | none | <dashed> | <function> ]#
animation-range-start | | normal | normal | <lp> | <ident> <lp>?
animation-range-end | | normal | normal | <lp> | <ident> <lp>?
transition-property | | all | [ none | <ident> ]#
transition-duration | | 0s | <time>#
transition-timing-function | | ease | <timing>#
transition-delay | | 0s | <time>#
transition-behavior | | normal | [ normal | allow-discrete ]#
scroll-behavior | | auto | auto | smooth
scroll-snap-type | | none | none | [ x | y | block | inline | both ] [ mandatory | proximity ]?
scroll-snap-align | | none | [ none | start | end | center ]{1,2}
scroll-snap-stop | | normal | normal | always
scroll-margin-top | | 0px | <length>
scroll-margin-right | | 0px | <length>
scroll-margin-bottom | | 0px | <length>
scroll-margin-left | | 0px | <length>
scroll-padding-top | | auto | auto | <lp0>
scroll-padding-right | | auto | auto | <lp0>
scroll-padding-bottom | | auto | auto | <lp0>
scroll-padding-left | | auto | auto | <lp0>
overscroll-behavior-x | | auto | contain | none | auto
overscroll-behavior-y | | auto | contain | none | auto
touch-action | | auto | <ident>+
resize | | none | none | both | horizontal | vertical | block | inline
appearance | | none | <ident>
scrollbar-width | | auto | auto | thin | none
scrollbar-color | i | auto | auto | <color>{2}
scrollbar-gutter | | auto | auto | stable && both-edges?
-webkit-line-clamp | | none | none | <integer1>
-webkit-box-orient | | horizontal | horizontal | vertical | inline-axis | block-axis
-webkit-box-align | | stretch | <ident>
-webkit-box-pack | | start | <ident>
-webkit-text-fill-color | i | currentcolor | <color>
-webkit-text-stroke-color | i | currentcolor | <color>
-webkit-text-stroke-width | i | 0px | <line-width>
-webkit-font-smoothing | i | auto | auto | none | antialiased | subpixel-antialiased
-webkit-tap-highlight-color | i | rgba(0, 0, 0, 0.18) | <color>
interpolate-size | i | numeric-only | numeric-only | allow-keywords
field-sizing | | fixed | fixed | content
zoom | | 1 | normal | reset | <number0> | <percentage0>
shape-outside | | none | none | <any>
shape-margin | | 0px | <lp0>
shape-image-threshold | | 0 | <number> | <percentage>
"""

# Known to browsers, of no use to any check: accepted, so that @supports and error reports are right.
OTHER = frozenset(
    """
    accent-color alignment-baseline anchor-name anchor-scope all baseline-shift baseline-source block-size
    border-block-end-color border-block-end-style border-block-end-width border-end-end-radius clip-rule
    color-interpolation color-interpolation-filters color-rendering contain-intrinsic-size
    contain-intrinsic-width contain-intrinsic-height corner-shape cx cy d dominant-baseline
    dynamic-range-limit fill-rule flood-opacity font-palette font-synthesis-small-caps
    font-variant-position font-variant-emoji forced-color-adjust hyphenate-character
    hyphenate-limit-chars image-orientation initial-letter line-gap-override marker-end marker-mid
    marker-start mask-type math-depth math-shift math-style offset-anchor offset-distance offset-path
    offset-position offset-rotate overlay page paint-order position-anchor position-area
    position-try-fallbacks position-try-order position-visibility print-color-adjust r ruby-align
    ruby-position rx ry scroll-timeline-axis scroll-timeline-name shape-rendering speak
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    text-anchor text-box-edge text-box-trim text-combine-upright text-decoration-skip-ink
    text-emphasis-color text-emphasis-position text-emphasis-style text-orientation text-spacing-trim
    text-underline-position timeline-scope vector-effect view-timeline-axis view-timeline-inset
    view-timeline-name view-transition-class view-transition-name x y
    -webkit-mask-box-image -webkit-box-flex -webkit-box-ordinal-group -webkit-box-reflect
    -webkit-box-direction -webkit-box-lines -webkit-user-drag -webkit-text-security -webkit-locale
    -webkit-print-color-adjust -webkit-user-modify -webkit-border-image -webkit-rtl-ordering
    -webkit-border-horizontal-spacing -webkit-border-vertical-spacing -webkit-text-decorations-in-effect
    -webkit-app-region -webkit-line-break -webkit-ruby-position -webkit-highlight
    """.split()
)

# Other names for the same property (CSS Cascade 4, "legacy name alias"), and vendor twins.
ALIASES = {
    "word-wrap": "overflow-wrap",
    "grid-row-gap": "row-gap",
    "grid-column-gap": "column-gap",
    "-webkit-appearance": "appearance",
    "-webkit-user-select": "user-select",
    "-webkit-text-size-adjust": "text-size-adjust",
    "-webkit-backdrop-filter": "-webkit-backdrop-filter",
    "-webkit-box-shadow": "box-shadow",
    "-webkit-box-sizing": "box-sizing",
    "-webkit-border-radius": "border-radius",
    "-webkit-transform": "transform",
    "-webkit-transform-origin": "transform-origin",
    "-webkit-transform-style": "transform-style",
    "-webkit-transition": "transition",
    "-webkit-transition-property": "transition-property",
    "-webkit-transition-duration": "transition-duration",
    "-webkit-transition-delay": "transition-delay",
    "-webkit-transition-timing-function": "transition-timing-function",
    "-webkit-animation": "animation",
    "-webkit-animation-name": "animation-name",
    "-webkit-animation-duration": "animation-duration",
    "-webkit-animation-delay": "animation-delay",
    "-webkit-animation-fill-mode": "animation-fill-mode",
    "-webkit-animation-iteration-count": "animation-iteration-count",
    "-webkit-animation-direction": "animation-direction",
    "-webkit-animation-timing-function": "animation-timing-function",
    "-webkit-animation-play-state": "animation-play-state",
    "-webkit-backface-visibility": "backface-visibility",
    "-webkit-perspective": "perspective",
    "-webkit-perspective-origin": "perspective-origin",
    "-webkit-filter": "filter",
    "-webkit-opacity": "opacity",
    "-webkit-order": "order",
    "-webkit-flex": "flex",
    "-webkit-flex-basis": "flex-basis",
    "-webkit-flex-direction": "flex-direction",
    "-webkit-flex-flow": "flex-flow",
    "-webkit-flex-grow": "flex-grow",
    "-webkit-flex-shrink": "flex-shrink",
    "-webkit-flex-wrap": "flex-wrap",
    "-webkit-justify-content": "justify-content",
    "-webkit-align-content": "align-content",
    "-webkit-align-items": "align-items",
    "-webkit-align-self": "align-self",
    "-webkit-background-clip": "background-clip",
    "-webkit-background-origin": "background-origin",
    "-webkit-background-size": "background-size",
    "-webkit-clip-path": "clip-path",
    "-webkit-columns": "columns",
    "-webkit-column-count": "column-count",
    "-webkit-column-gap": "column-gap",
    "-webkit-column-width": "column-width",
    "-webkit-column-rule": "column-rule",
    "-webkit-column-break-inside": "break-inside",
    "page-break-inside": "break-inside",
    "page-break-before": "break-before",
    "page-break-after": "break-after",
    "-webkit-mask": "mask",
    "-webkit-mask-image": "mask-image",
    "-webkit-mask-size": "mask-size",
    "-webkit-mask-position": "mask-position",
    "-webkit-mask-repeat": "mask-repeat",
    "-webkit-mask-clip": "mask-clip",
    "-webkit-mask-origin": "mask-origin",
    "-webkit-mask-composite": "mask-composite",
    "-webkit-font-feature-settings": "font-feature-settings",
    "-webkit-hyphens": "-webkit-hyphens",
    "-webkit-shape-outside": "shape-outside",
    "-webkit-margin-start": "margin-inline-start",
    "-webkit-margin-end": "margin-inline-end",
    "-webkit-padding-start": "padding-inline-start",
    "-webkit-padding-end": "padding-inline-end",
    "-epub-text-transform": "text-transform",
}
# Flow-relative names as they map in horizontal left-to-right text; "start" and "end" swap in rtl.
_SIDES = {
    "block-start": "top",
    "block-end": "bottom",
    "inline-start": "left",
    "inline-end": "right",
}
LOGICAL: dict[str, str] = {
    **{f"{box}-{flow}": f"{box}-{side}" for box in ("margin", "padding", "scroll-margin", "scroll-padding")
       for flow, side in _SIDES.items()},
    **{f"border-{flow}-{part}": f"border-{side}-{part}" for part in ("color", "style", "width")
       for flow, side in _SIDES.items()},
    **{f"inset-{flow}": side for flow, side in _SIDES.items()},
    "inline-size": "width", "block-size": "height", "min-inline-size": "min-width",
    "max-inline-size": "max-width", "min-block-size": "min-height", "max-block-size": "max-height",
    "border-start-start-radius": "border-top-left-radius",
    "border-start-end-radius": "border-top-right-radius",
    "border-end-start-radius": "border-bottom-left-radius",
    "border-end-end-radius": "border-bottom-right-radius",
    "overflow-inline": "overflow-x", "overflow-block": "overflow-y",
    "overscroll-behavior-inline": "overscroll-behavior-x",
    "overscroll-behavior-block": "overscroll-behavior-y",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Property:
    """One longhand."""

    name: str
    inherited: bool
    initial: str
    syntax: str


def _read_table() -> dict[str, Property]:
    table = {}
    for line in _TABLE.strip().splitlines():
        name, flag, initial, syntax = (part.strip() for part in line.split("|", 3))
        table[name] = Property(name, flag == "i", initial, syntax)
    return table


PROPERTIES = _read_table()
INHERITED = frozenset(name for name, known in PROPERTIES.items() if known.inherited)


@cache
def initial_tokens(name: str) -> tuple[Token, ...]:
    """Return a longhand's initial value as tokens."""
    return tuple(significant(tokenise(PROPERTIES[name].initial)))
