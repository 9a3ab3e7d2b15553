"""Whether a brand hue keeps its text readable: the settings page refuses one that does not.

The lightness and chroma are those of `--brand` and `--on-brand` in `assets/css/tokens.css`; the contrast is that of
WCAG 2.2 (relative luminance of sRGB), the conversion that of CSS Color 4 with out-of-gamut channels clipped.
"""

from math import cos, radians, sin
from typing import Final

LEAST: Final = 4.5
"""WCAG 2.2 AA for text."""

Oklch = tuple[float, float, float]
_CHROMA: Final = 0.11
_PAIRS: Final[tuple[tuple[tuple[float, float], tuple[float, float]], ...]] = (
    ((0.45, _CHROMA), (0.99, 0.004)),
    ((0.45, _CHROMA), (0.957, 0.017)),
    ((0.39, _CHROMA), (0.99, 0.004)),
    ((0.79, _CHROMA * 0.85), (0.2, 0.03)),
    ((0.79, _CHROMA * 0.85), (0.285, 0.035)),
)


def _linear_rgb(colour: Oklch) -> tuple[float, float, float]:
    lightness, chroma, hue = colour
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in channels)
    return red, green, blue


def luminance(colour: Oklch) -> float:
    """Relative luminance, 0 to 1, of an OKLCH colour (lightness 0 to 1, chroma, hue in degrees)."""
    red, green, blue = _linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: Oklch, second: Oklch) -> float:
    """Contrast of two OKLCH colours, 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast_of_hue(hue: float) -> float:
    """The least contrast of text in the brand's colours, light and dark, for a hue in degrees."""
    return min(contrast((*first, hue), (*second, hue)) for first, second in _PAIRS)


def hue_is_readable(hue: float) -> bool:
    """Whether every pair of brand colours reaches `LEAST` with this hue."""
    return contrast_of_hue(hue) >= LEAST
