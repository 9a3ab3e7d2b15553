from datetime import UTC, date, datetime

from kabinet.cli.demo_data.story import moment_of
from kabinet.kernel import clock


def test_money_of_a_day_comes_in_the_morning() -> None:
    with clock.frozen(datetime(2026, 11, 22, 15, 0, tzinfo=UTC)):
        assert moment_of(date(2026, 11, 20)) == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_no_money_comes_later_than_now() -> None:
    night = datetime(2026, 11, 21, 21, 24, tzinfo=UTC)
    with clock.frozen(night):
        assert clock.today() == date(2026, 11, 22)
        assert moment_of(date(2026, 11, 22)) == night
