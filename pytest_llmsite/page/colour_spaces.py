"""Conversions between the colour spaces of CSS Color 4, all by way of CIE XYZ with a D65 white.

Matrices and formulas: CSS Color Module Level 4, "Sample code for Color Conversions"; Oklab after
B. Ottosson (2020).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

Triple: TypeAlias = tuple[float, float, float]
_Matrix: TypeAlias = tuple[Triple, Triple, Triple]
_Transfer: TypeAlias = Callable[[float], float]

_SRGB_TO_XYZ: _Matrix = (
    (506752 / 1228815, 87881 / 245763, 12673 / 70218),
    (87098 / 409605, 175762 / 245763, 12673 / 175545),
    (7918 / 409605, 87881 / 737289, 1001167 / 1053270),
)
_P3_TO_XYZ: _Matrix = (
    (608311 / 1250200, 189793 / 714400, 198249 / 1000160),
    (35783 / 156275, 247089 / 357200, 198249 / 2500400),
    (0.0, 32229 / 714400, 5220557 / 5000800),
)
_A98_TO_XYZ: _Matrix = (
    (573536 / 994567, 263643 / 1420810, 187206 / 994567),
    (591459 / 1989134, 6239551 / 9945670, 374412 / 4972835),
    (53769 / 1989134, 351524 / 4972835, 4929758 / 4972835),
)
_REC2020_TO_XYZ: _Matrix = (
    (63426534 / 99577255, 20160776 / 139408157, 47086771 / 278816314),
    (26158966 / 99577255, 472592308 / 697040785, 8267143 / 139408157),
    (0.0, 19567812 / 697040785, 295819943 / 278816314),
)
_PROPHOTO_TO_XYZ50: _Matrix = (
    (0.79776664490064230, 0.13518129740053308, 0.03134773412839220),
    (0.28807482881940130, 0.71183523424187300, 0.00008993693872564),
    (0.0, 0.0, 0.82510460251046020),
)
_D50_TO_D65: _Matrix = (
    (0.955473421488075, -0.02309845494876471, 0.06325924320057072),
    (-0.0283697093338637, 1.0099953980813041, 0.021041441191917323),
    (0.012314014864481998, -0.020507649298898964, 1.330365926242124),
)
_XYZ_TO_LMS: _Matrix = (
    (0.8190224379967030, 0.3619062600528904, -0.1288737815209879),
    (0.0329836539323885, 0.9292868615863434, 0.0361446663506424),
    (0.0481771893596242, 0.2642395317527308, 0.6335478284694309),
)
_LMS_TO_OKLAB: _Matrix = (
    (0.2104542683093140, 0.7936177747023054, -0.0040720430116193),
    (1.9779985324311684, -2.4285922420485799, 0.4505937096174110),
    (0.0259040424655478, 0.7827717124575296, -0.8086757549230774),
)
_D50 = (0.3457 / 0.3585, 1.0, (1.0 - 0.3457 - 0.3585) / 0.3585)
_KAPPA = 24389 / 27
_EPSILON = 216 / 24389


def _apply(matrix: _Matrix, vector: Triple) -> Triple:
    x, y, z = vector
    first, second, third = (row[0] * x + row[1] * y + row[2] * z for row in matrix)
    return first, second, third


def _inverse(m: _Matrix) -> _Matrix:
    (a, b, c), (d, e, f), (g, h, i) = m
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (
        ((e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det),
        ((f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det),
        ((d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det),
    )


def _each(function: Callable[[float], float], vector: Triple) -> Triple:
    return function(vector[0]), function(vector[1]), function(vector[2])


@lru_cache(maxsize=4096)
def linear(value: float) -> float:
    """Undo the sRGB transfer function for one channel."""
    magnitude = abs(value)
    if magnitude <= 0.04045:
        return value / 12.92
    return math.copysign(((magnitude + 0.055) / 1.055) ** 2.4, value)


def _gamma(value: float) -> float:
    magnitude = abs(value)
    if magnitude <= 0.0031308:
        return value * 12.92
    return math.copysign(1.055 * magnitude ** (1 / 2.4) - 0.055, value)


def _power(exponent: float) -> Callable[[float], float]:
    return lambda value: math.copysign(abs(value) ** exponent, value)


def _prophoto_linear(value: float) -> float:
    return value / 16 if abs(value) <= 16 / 512 else math.copysign(abs(value) ** 1.8, value)


def _prophoto_gamma(value: float) -> float:
    return value * 16 if abs(value) < 1 / 512 else math.copysign(abs(value) ** (1 / 1.8), value)


_REC_ALPHA, _REC_BETA = 1.09929682680944, 0.018053968510807


def _rec_linear(value: float) -> float:
    magnitude = abs(value)
    if magnitude < _REC_BETA * 4.5:
        return value / 4.5
    return math.copysign(((magnitude + _REC_ALPHA - 1) / _REC_ALPHA) ** (1 / 0.45), value)


def _rec_gamma(value: float) -> float:
    magnitude = abs(value)
    if magnitude < _REC_BETA:
        return value * 4.5
    return math.copysign(_REC_ALPHA * magnitude**0.45 - (_REC_ALPHA - 1), value)


def _same(value: float) -> float:
    return value


# space: (to linear light, from linear light, linear RGB to XYZ, whether that XYZ is D50)
_RGB: dict[str, tuple[_Transfer, _Transfer, _Matrix, bool]] = {
    "srgb": (linear, _gamma, _SRGB_TO_XYZ, False),
    "srgb-linear": (_same, _same, _SRGB_TO_XYZ, False),
    "display-p3": (linear, _gamma, _P3_TO_XYZ, False),
    "display-p3-linear": (_same, _same, _P3_TO_XYZ, False),
    "a98-rgb": (_power(563 / 256), _power(256 / 563), _A98_TO_XYZ, False),
    "prophoto-rgb": (_prophoto_linear, _prophoto_gamma, _PROPHOTO_TO_XYZ50, True),
    "rec2020": (_rec_linear, _rec_gamma, _REC2020_TO_XYZ, False),
}
RGB_SPACES = frozenset(_RGB)
XYZ_SPACES = frozenset(("xyz", "xyz-d65", "xyz-d50"))
POLAR = {"hsl": 0, "hwb": 0, "lch": 2, "oklch": 2}  # the index of the hue


def to_xyz(space: str, value: Triple) -> Triple:
    """Convert coordinates (hsl, hwb in 0..100, lab in 0..100) to XYZ, D65."""
    if space in _RGB:
        undo, _, matrix, d50 = _RGB[space]
        xyz = _apply(matrix, _each(undo, value))
        return _apply(_D50_TO_D65, xyz) if d50 else xyz
    if space == "xyz-d50":
        return _apply(_D50_TO_D65, value)
    if space in ("xyz", "xyz-d65"):
        return value
    if space == "hsl":
        return to_xyz("srgb", hsl_to_rgb(*value))
    if space == "hwb":
        return to_xyz("srgb", _hwb_to_rgb(*value))
    if space in ("lch", "oklch"):
        return to_xyz("lab" if space == "lch" else "oklab", _from_polar(value))
    if space == "lab":
        return _apply(_D50_TO_D65, _lab_to_xyz50(value))
    lms = _each(lambda x: x**3, _apply(_OKLAB_TO_LMS, value))
    return _apply(_LMS_TO_XYZ, lms)


def from_xyz(space: str, xyz: Triple) -> Triple:
    """Convert XYZ, D65, to the coordinates of *space*."""
    if space in _RGB:
        _, redo, _, d50 = _RGB[space]
        source = _apply(_D65_TO_D50, xyz) if d50 else xyz
        return _each(redo, _apply(_FROM_XYZ[space], source))
    if space == "xyz-d50":
        return _apply(_D65_TO_D50, xyz)
    if space in ("xyz", "xyz-d65"):
        return xyz
    if space == "hsl":
        return _rgb_to_hsl(*from_xyz("srgb", xyz))
    if space == "hwb":
        return _rgb_to_hwb(*from_xyz("srgb", xyz))
    if space in ("lch", "oklch"):
        return _to_polar(from_xyz("lab" if space == "lch" else "oklab", xyz))
    if space == "lab":
        return _xyz50_to_lab(_apply(_D65_TO_D50, xyz))
    return _apply(_LMS_TO_OKLAB, _each(_power(1 / 3), _apply(_XYZ_TO_LMS, xyz)))


def convert(source: str, target: str, value: Triple) -> Triple:
    """Convert coordinates from one colour space to another."""
    if source == target:
        return value
    if source == "hsl" and target == "srgb":
        return hsl_to_rgb(*value)
    if source == "hwb" and target == "srgb":
        return _hwb_to_rgb(*value)
    if source == "srgb" and target == "hsl":
        return _rgb_to_hsl(*value)
    return from_xyz(target, to_xyz(source, value))


def hsl_to_rgb(hue: float, saturation: float, lightness: float) -> Triple:
    """Convert hue in degrees, saturation and lightness in 0..100, to sRGB in 0..1."""
    s, light = saturation / 100, lightness / 100

    def channel(n: float) -> float:
        k = (n + hue / 30) % 12
        return light - s * min(light, 1 - light) * max(-1.0, min(k - 3, 9 - k, 1.0))

    return channel(0), channel(8), channel(4)


def _hwb_to_rgb(hue: float, white: float, black: float) -> Triple:
    white, black = white / 100, black / 100
    if white + black >= 1:
        grey = white / (white + black)
        return grey, grey, grey
    return _each(lambda x: x * (1 - white - black) + white, hsl_to_rgb(hue, 100, 50))


def _rgb_to_hsl(r: float, g: float, b: float) -> Triple:
    high, low = max(r, g, b), min(r, g, b)
    light, delta = (high + low) / 2, high - low
    if delta == 0:
        return 0.0, 0.0, light * 100
    saturation = 0.0 if light in (0.0, 1.0) else (high - light) / min(light, 1 - light)
    if high == r:
        hue = ((g - b) / delta) % 6
    elif high == g:
        hue = (b - r) / delta + 2
    else:
        hue = (r - g) / delta + 4
    if saturation < 0:  # out of the sRGB gamut
        return (hue * 60 + 180) % 360, -saturation * 100, light * 100
    return hue * 60, saturation * 100, light * 100


def _rgb_to_hwb(r: float, g: float, b: float) -> Triple:
    return _rgb_to_hsl(r, g, b)[0], min(r, g, b) * 100, (1 - max(r, g, b)) * 100


def _from_polar(value: Triple) -> Triple:
    light, chroma, hue = value
    angle = math.radians(hue)
    return light, chroma * math.cos(angle), chroma * math.sin(angle)


def _to_polar(value: Triple) -> Triple:
    light, a, b = value
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _lab_to_xyz50(value: Triple) -> Triple:
    light, a, b = value
    f1 = (light + 16) / 116
    f0, f2 = a / 500 + f1, f1 - b / 200
    x = f0**3 if f0**3 > _EPSILON else (116 * f0 - 16) / _KAPPA
    y = f1**3 if light > _KAPPA * _EPSILON else light / _KAPPA
    z = f2**3 if f2**3 > _EPSILON else (116 * f2 - 16) / _KAPPA
    return x * _D50[0], y * _D50[1], z * _D50[2]


def _xyz50_to_lab(value: Triple) -> Triple:
    scaled = (value[0] / _D50[0], value[1] / _D50[1], value[2] / _D50[2])
    f0, f1, f2 = _each(lambda x: x ** (1 / 3) if x > _EPSILON else (_KAPPA * x + 16) / 116, scaled)
    return 116 * f1 - 16, 500 * (f0 - f1), 200 * (f1 - f2)


_D65_TO_D50 = _inverse(_D50_TO_D65)
_OKLAB_TO_LMS = _inverse(_LMS_TO_OKLAB)
_LMS_TO_XYZ = _inverse(_XYZ_TO_LMS)
_FROM_XYZ = {space: _inverse(matrix) for space, (_, _, matrix, _) in _RGB.items()}
