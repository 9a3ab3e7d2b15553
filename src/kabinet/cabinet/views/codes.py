"""Asking for a code that was sent to an address of the account, whatever it is good for."""

from dataclasses import dataclass

from django.forms import Form

from kabinet.identity.pending import PendingCode
from kabinet.kernel.ui.page import Page


@dataclass(frozen=True)
class CodePage(Page, template="cabinet/code.html"):
    """Asks for the code.

    Attributes:
        form: For the code.
        pending: The code on its way.
        is_open: Whether a code of this ticket is still worth typing.
        back: Title and address of the page that it belongs to.
        again: Where another code is asked for.
    """

    form: Form
    pending: PendingCode
    is_open: bool
    back: tuple[str, str]
    again: str
