"""What an application's status means to the person who reads it: a title, a sentence, and what happens next."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kabinet.applications.models import Application
from kabinet.kernel.errors import Words

_Status = Application.Status


@dataclass(frozen=True, slots=True)
class StatusWords:
    """A status in human words.

    Attributes:
        title: One or two words for a badge.
        sentence: What has happened.
        next_step: What happens next and who does it; empty when nothing more happens.
        tone: Which of the four meanings of colour: `info`, `success`, `warning`, `danger`, or `neutral`.
    """

    title: Words
    sentence: Words
    next_step: Words
    tone: str


_FOR_CLIENT: Final[dict[str, StatusWords]] = {
    _Status.DRAFT: StatusWords(
        _("Not sent yet"),
        _("Everything you have filled in is saved."),
        _("Fill in the rest and send the application."),
        "warning",
    ),
    _Status.SUBMITTED: StatusWords(
        _("Under review"),
        _("We have received the application and are looking at it."),
        _("We usually answer within one working day. We will write to you about the decision."),
        "info",
    ),
    _Status.APPROVED: StatusWords(
        _("Approved"),
        _("We have approved the application and prepared the contract."),
        _("We will transfer the money and write to you."),
        "success",
    ),
    _Status.ISSUED: StatusWords(
        _("Money sent"),
        _("We have transferred the money to your account."),
        _("Payments and their dates are in the section Loans."),
        "success",
    ),
    _Status.DECLINED: StatusWords(
        _("Declined"),
        _("We cannot give the loan on this application."),
        _("You may send a new application whenever something changes."),
        "danger",
    ),
    _Status.WITHDRAWN: StatusWords(
        _("Withdrawn"),
        _("You have withdrawn the application, we do not look at it any more."),
        _("You may send a new one whenever you like."),
        "neutral",
    ),
}
_FOR_STAFF: Final[dict[str, StatusWords]] = {
    _Status.SUBMITTED: StatusWords(
        _("Waits for a decision"),
        _("The application waits for a decision."),
        _("Enter a contract number or decline."),
        "info",
    ),
    _Status.APPROVED: StatusWords(
        _("Approved"),
        _("The contract number is entered."),
        _("Enter the disbursement document: the schedule is published with it."),
        "warning",
    ),
    _Status.ISSUED: StatusWords(pgettext_lazy("application", "Issued"), _("The money is out."), "", "success"),
    _Status.DECLINED: StatusWords(_("Declined"), _("The client sees the reason."), "", "danger"),
    _Status.WITHDRAWN: StatusWords(_("Withdrawn"), _("The client has taken the application back."), "", "neutral"),
}


def words_for_client(status: str) -> StatusWords:
    """A status as the applicant reads it."""
    return _FOR_CLIENT[status]


def words_for_staff(status: str) -> StatusWords:
    """A status as a manager reads it."""
    return _FOR_STAFF.get(status, _FOR_CLIENT[status])
