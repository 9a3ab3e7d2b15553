"""Legal texts: what is in force and what was."""

from collections.abc import Iterable

from kabinet.organisation.models import LegalText


def texts_in_force(codes: Iterable[str] | None = None) -> dict[str, LegalText]:
    """The newest edition of each text, by code; of these codes alone, or of all. One query."""
    texts = LegalText.objects.all() if codes is None else LegalText.objects.filter(code__in=set(codes))
    return {text.code: text for text in texts.order_by("code", "-number").distinct("code")}


def editions_of(code: str) -> list[LegalText]:
    """Every edition of a text, newest first. One query, and one more for each body that is read."""
    return list(LegalText.objects.filter(code=code).order_by("-number").defer("body"))
