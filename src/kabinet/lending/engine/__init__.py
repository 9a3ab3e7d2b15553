"""The loan engine: terms in, schedules and their consequences out.

Pure: no Django, no clock, no input or output; the same input gives the same output. Values are frozen, money is
`Decimal` roubles with two decimals, rates are per cent; errors carry a code and parameters for the caller to
translate.
"""

from kabinet.lending.engine.allocation import (
    BUCKETS,
    BUSINESS_ORDER,
    CONSUMER_ORDER,
    AllocationError,
    AllocationPart,
    Paid,
    allocate,
    check_order,
    paid_from,
)
from kabinet.lending.engine.errors import EngineError
from kabinet.lending.engine.explain import Explanation, Segment, explain_row
from kabinet.lending.engine.limits import Breach, Cap, Caps, check_caps
from kabinet.lending.engine.psk import Psk, PskError, full_cost_of_credit, parse_flows
from kabinet.lending.engine.schedule import Remark, Row, Schedule, Totals, build_schedule, schedule_as_dict
from kabinet.lending.engine.status import InstalmentStatus, ScheduleStatus, schedule_status
from kabinet.lending.engine.terms import Terms, TermsError, parse_terms, terms_as_dict

__all__ = [
    "BUCKETS",
    "BUSINESS_ORDER",
    "CONSUMER_ORDER",
    "AllocationError",
    "AllocationPart",
    "Breach",
    "Cap",
    "Caps",
    "EngineError",
    "Explanation",
    "InstalmentStatus",
    "Paid",
    "Psk",
    "PskError",
    "Remark",
    "Row",
    "Schedule",
    "ScheduleStatus",
    "Segment",
    "Terms",
    "TermsError",
    "Totals",
    "allocate",
    "build_schedule",
    "check_caps",
    "check_order",
    "explain_row",
    "full_cost_of_credit",
    "paid_from",
    "parse_flows",
    "parse_terms",
    "schedule_as_dict",
    "schedule_status",
    "terms_as_dict",
]
