import re
from pathlib import Path

import pytest

from kabinet.kernel.ui import contrast

TOKENS = Path(__file__).resolve().parents[3] / "assets" / "css" / "tokens.css"


def test_black_on_white() -> None:
    assert contrast.contrast((0, 0, 0), (1, 0, 0)) == pytest.approx(21.0, abs=0.01)
    assert contrast.contrast((0.5, 0.1, 30), (0.5, 0.1, 30)) == 1


@pytest.mark.parametrize("hue", range(0, 361, 5))
def test_every_hue_of_the_circle_stays_readable(hue: int) -> None:
    assert contrast.hue_is_readable(hue)


def test_the_stylesheet_has_the_same_colours() -> None:
    text = TOKENS.read_text("utf-8")
    assert "--chroma: 0.11;" in text
    for name, light, dark in [
        ("brand", "oklch(0.45 var(--chroma)", "oklch(0.79 calc(var(--chroma) * 0.85)"),
        ("brand-hover", "oklch(0.39 var(--chroma)", ""),
        ("on-brand", "oklch(0.99 0.004", "oklch(0.2 0.03"),
        ("brand-surface", "oklch(0.957 0.017", "oklch(0.285 0.035"),
    ]:
        (declared,) = re.findall(rf"^  --{name}: (.*);$", text, re.MULTILINE)
        assert light in declared
        assert dark in declared
