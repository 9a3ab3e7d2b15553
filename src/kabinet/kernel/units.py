"""Units that people read."""

from typing import Final

KILOBYTE: Final = 1_000
MEGABYTE: Final = 1_000_000
"""Bytes. Decimal, as GOST 8.417, phones and questionnaires count: page, hint and server say and mean the same."""
