"""Running the same code at the same moment on several connections."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections


def race(*functions: Callable[[], Any]) -> list[Any]:
    """Run functions at once, each on its own connection; returns what each returned or raised, in order.

    Use with `@pytest.mark.django_db(transaction=True)`.
    """
    barrier = threading.Barrier(len(functions))

    def run(function: Callable[[], Any]) -> Any:
        barrier.wait(timeout=10)
        try:
            return function()
        except Exception as error:  # noqa: BLE001 - the outcome is what is asserted
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(functions)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, function) for function in functions]]
