"""Our own documents as PDF, set by Typst in a font of the system, or in its own where there is none."""

import json
from pathlib import Path
from typing import Any

import typst


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
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
