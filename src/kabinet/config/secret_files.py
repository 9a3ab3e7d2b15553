"""Secrets that lie in files, as systemd's credentials and container secrets do: `KABINET_<NAME>_FILE` names the file.

The file of the site's key may be a ring: one key a line, the present one first, then those of before.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from kabinet.config.misfits import ContradictionError, Misfit

LONGEST: Final = 10_000
"""Bytes of a secret's file."""
RING: Final = "secret_key"
EARLIER: Final = "secret_key_previous"


def is_secret(field: FieldInfo) -> bool:
    """Whether a field holds what nobody may see: a `SecretStr`, alone or with anything else."""
    return field.annotation is SecretStr or SecretStr in get_args(field.annotation)


def variable_of(name: str) -> str:
    """The variable that names the file of a secret: `KABINET_SECRET_KEY_FILE` of `secret_key`."""
    return f"KABINET_{name.upper()}_FILE"


def secrets_in_files(names: Iterable[str], given: Mapping[str, object]) -> dict[str, str]:
    """Read the secrets whose files are named.

    Args:
        names: Settings that are secrets.
        given: What the variables themselves say.

    Raises:
        ContradictionError: A secret stands in a variable too, or its file cannot be read.
    """
    found: dict[str, str] = {}
    misfits: list[Misfit] = []
    for name in names:
        variable = variable_of(name)
        if not os.environ.get(variable):
            continue
        try:
            text = _read(name, given)
        except (OSError, ValueError) as error:
            what = getattr(error, "strerror", None) or error
            advice = "Name a readable file of UTF-8 text, or set the variable without _FILE; never both."
            misfits.append(Misfit(variable, f"{variable} cannot be used: {what}", advice))
            continue
        found |= _ring(text, given) if name == RING else {name: text}
    if misfits:
        raise ContradictionError(tuple(misfits))
    return found


def _read(name: str, given: Mapping[str, object]) -> str:
    variable = variable_of(name)
    if name in given:
        raise ValueError(f"{variable.removesuffix('_FILE')} says the same")
    with Path(os.environ[variable]).open("rb") as file:
        content = file.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} bytes")
    text = content.decode().strip()
    if not text:
        raise ValueError("it is empty")
    return text


def _ring(text: str, given: Mapping[str, object]) -> dict[str, str]:
    present, *before = (line.strip() for line in text.splitlines() if line.strip())
    earlier = [*before, str(given.get(EARLIER, ""))]
    return {RING: present, EARLIER: ",".join(filter(None, earlier))}
