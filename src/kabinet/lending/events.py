"""Events of lending. Data: `contract_number`, `number` of the application, sums as strings, dates in ISO form."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.events import EventType, declare

declare(
    EventType("product.saved", _("Loan product saved")),
    EventType("regulation.added", _("Regulatory value added")),
    EventType("loan.approved", _("Loan approved: contract number entered"), _("The loan is approved")),
    EventType("loan.issued", _("Loan issued: disbursement document entered"), _("The money has been sent")),
    EventType("loan.number_corrected", _("Number corrected"), _("A number in the loan's documents was corrected")),
    EventType("schedule.published", _("Schedule published"), _("The schedule of payments is published")),
    EventType("loan.repaid", _("Repayment credited"), _("Your payment was credited")),
    EventType("loan.repayment_reversed", _("Repayment reversed"), _("A payment was taken back")),
    EventType("loan.closed", _("Loan repaid in full"), _("The loan is repaid in full")),
)
