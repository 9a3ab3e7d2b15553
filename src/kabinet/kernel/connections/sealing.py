"""Secrets of connections on their way into the database and out of it.

They are sealed with a key derived from the site's (`kabinet.kernel.secrets`): a copy of the database alone opens none
of them. After the site's key was changed, `kabinet reseal` seals all anew; until then the earlier key is accepted.
"""

import json
from collections.abc import Mapping

from kabinet.kernel.secrets import seal, unseal

_PURPOSE = "connections"


def seal_secrets(secrets: Mapping[str, str]) -> str:
    """Seal what is not empty; nothing at all is empty text."""
    kept = {name: value for name, value in sorted(secrets.items()) if value}
    return seal(json.dumps(kept), purpose=_PURPOSE) if kept else ""


def unseal_secrets(sealed: str) -> dict[str, str]:
    """Read sealed secrets.

    Raises:
        BrokenSealError: They were sealed under a key that the site no longer knows.
    """
    if not sealed:
        return {}
    secrets: dict[str, str] = json.loads(unseal(sealed, purpose=_PURPOSE))
    return secrets
