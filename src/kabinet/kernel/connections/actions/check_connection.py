"""A service is asked whether it knows us, in the background."""

from uuid import UUID

from django.db import transaction

from kabinet.kernel.connections.actions.ask_for_check import SEAL
from kabinet.kernel.connections.catalogue import KINDS, ConnectionFaultError
from kabinet.kernel.connections.configured import adapter_of, fresh
from kabinet.kernel.connections.rows import keep_verdict
from kabinet.kernel.connections.verdicts import FAILED, INCOMPLETE, NO_TRIAL, UNREADABLE
from kabinet.kernel.errors import Words
from kabinet.kernel.models import Connection
from kabinet.kernel.secrets import BrokenSealError, unseal

_TRIAL_LIFETIME = 600
"""Seconds after which a trial that nobody carried out is forgotten."""


def check_connection(*, connection_id: UUID, sealed: str) -> None:
    """Try a service and note what came of it; the call is made outside any transaction.

    Args:
        connection_id: Which.
        sealed: What the trial asks for, sealed; empty for a mere check.
    """
    row = Connection.objects.get(pk=connection_id)
    said: Words = FAILED
    passed = False
    try:
        said, passed = _tried(row, sealed), True
    except ConnectionFaultError as fault:
        said = fault.sentence
    finally:
        _note(row, passed=passed, said=said)


def _tried(row: Connection, sealed: str) -> Words:
    each = next((each for each in fresh(row.kind) if each.provider.name == row.provider), None)
    if each is None or each.config is None:
        raise ConnectionFaultError(UNREADABLE if each is not None and each.unreadable else INCOMPLETE)
    if not sealed:
        return each.provider.check(adapter_of(each))
    trial = KINDS[row.kind].trial
    if trial is None:
        raise ConnectionFaultError(NO_TRIAL)
    try:
        typed = unseal(sealed, purpose=SEAL, max_age=_TRIAL_LIFETIME)
    except BrokenSealError as broken:
        raise ConnectionFaultError(NO_TRIAL) from broken
    return trial.act(adapter_of(each), typed)


@transaction.atomic
def _note(tried: Connection, *, passed: bool, said: Words) -> None:
    """Write down how a check went; a later one stands. What was changed meanwhile is not what was tried."""
    row = Connection.objects.select_for_update().get(pk=tried.pk)
    if row.revision == tried.revision:
        keep_verdict(row, passed=passed, said=said)
