"""Events of lending. Data: `contract_number`, `number` of the application, sums as strings, dates in ISO form."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.events import EventType, declare

PRODUCT_SAVED = "product.saved"
APPROVED = "loan.approved"
ISSUED = "loan.issued"
NUMBER_CORRECTED = "loan.number_corrected"
SCHEDULE_PUBLISHED = "schedule.published"
REPAYMENT_RECORDED = "loan.repayment_recorded"
REPAYMENT_REVERSED = "loan.repayment_reversed"
CLOSED = "loan.closed"

declare(
    EventType(PRODUCT_SAVED, _("Loan product saved")),
    EventType(APPROVED, _("Loan approved: contract number entered"), _("The loan is approved")),
    EventType(ISSUED, _("Loan issued: disbursement document entered"), _("The money has been sent")),
    EventType(NUMBER_CORRECTED, _("Number corrected"), _("A number in the loan's documents was corrected")),
    EventType(SCHEDULE_PUBLISHED, _("Schedule published"), _("The schedule of payments is published")),
    EventType(REPAYMENT_RECORDED, _("Repayment credited"), _("Your payment was credited"), formerly="loan.repaid"),
    EventType(REPAYMENT_REVERSED, _("Repayment reversed"), _("A payment was taken back")),
    EventType(CLOSED, _("Loan repaid in full"), _("The loan is repaid in full")),
)
