import io
from collections.abc import Iterator

import pytest

from kabinet.cli import upkeep
from kabinet.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def seconds(*moments: float) -> Iterator[float]:
    yield from moments


def test_each_step_is_told_and_how_far_it_has_got() -> None:
    out, clock = io.StringIO(), seconds(0, 1, 6, 6, 7, 12)
    with Progress(2, out=out, clock=lambda: next(clock)).step("Примеры") as tick:
        tick(1, 200)
        tick(40, 200)
        tick(41, 200)
    assert out.getvalue() == "[1/2] Примеры …\n[1/2] Примеры: 40 из 200\n[1/2] Примеры: готово за 12 с\n"


def test_a_terminal_gets_one_line_that_is_drawn_over() -> None:
    out, clock = Terminal(), seconds(0, 1, 1, 3)
    with Progress(1, out=out, clock=lambda: next(clock)).step("Примеры") as tick:
        tick(10, 20)
    assert out.getvalue().splitlines()[-1].endswith("[1/1] Примеры: готово за 3 с")
    assert out.getvalue().count("\n") == 1
    assert "\r[1/1] Примеры: 10 из 20 …" in out.getvalue()


def test_a_step_that_breaks_is_not_called_done() -> None:
    out = io.StringIO()
    with pytest.raises(ZeroDivisionError), Progress(1, out=out).step("Примеры"):
        raise ZeroDivisionError
    assert "готово" not in out.getvalue()


def test_migrations_are_counted_as_they_are_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    def apply(*_names: str, stdout: io.StringIO, **_options: object) -> None:
        for name in ("kernel.0001_initial", "kernel.0002_append_only"):
            stdout.write(f"  Applying {name}...")
            stdout.write(" OK\n")

    ticks: list[tuple[int, int]] = []
    monkeypatch.setattr("django.core.management.call_command", apply)
    monkeypatch.setattr(upkeep, "_waiting", lambda: 2)
    upkeep.migrate_with(lambda done, of: ticks.append((done, of)))
    assert ticks == [(1, 2), (2, 2)]


@pytest.mark.django_db
def test_a_database_up_to_date_has_no_migrations_waiting() -> None:
    assert upkeep._waiting() == 0
