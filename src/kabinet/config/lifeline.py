"""A process that others depend on may be killed without a word: what it started must not outlive it."""

import ctypes
import os
import signal

VARIABLE = "KABINET_DIES_WITH"
"""Names, to a process that we start, the one it must not outlive."""
_PR_SET_PDEATHSIG = 1


def tied(number: signal.Signals = signal.SIGTERM) -> dict[str, str]:
    """What to add to the environment of a process that shall get `number` when this one is gone."""
    return {VARIABLE: f"{os.getpid()}:{int(number)}"}


def follow_starter() -> None:
    """End with the process that started us, if it asked for that by `tied`; called once, at the start."""
    starter, _colon, number = os.environ.pop(VARIABLE, "").partition(":")
    if starter:
        die_with(int(starter), number=signal.Signals(int(number)))


def die_with(parent: int, *, number: signal.Signals = signal.SIGTERM) -> None:
    """Let the kernel send `number` to this process when its parent is gone, however it went (Linux alone).

    Args:
        parent: Who is expected to be our parent; when it is gone already, this process gets the signal at once.
        number: What to send.
    """
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    except (OSError, AttributeError):  # elsewhere the operator's supervisor has to see to it
        return
    if os.getppid() != parent:
        os.kill(os.getpid(), number)
