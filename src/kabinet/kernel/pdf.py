"""Our own documents as PDF, set by Typst."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).resolve().parent.parent / "static" / "pdf-fonts"
"""Golos Text for print, put there by the build of assets."""


def render_pdf(template: Path, data: dict[str, Any]) -> bytes:
    """Set a document.

    Args:
        template: A `.typ` file; it reads `json(bytes(sys.inputs.data))`.
        data: What it shows; strings are ready to print.

    Returns:
        The PDF.

    Raises:
        RuntimeError: The template does not compile.
    """
    return typst.compile(
        template,
        root=template.parent,
        font_paths=_font_paths(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


@lru_cache(maxsize=1)
def _font_paths() -> list[Path]:
    return [FONTS] if FONTS.is_dir() else []
