"""Days and the ends of their ranges: the last day that is taken, and the first that is not."""

from datetime import date, timedelta

import pytest

from kabinet.questionnaires.engine import Context, Problem, clean_value
from kabinet.questionnaires.engine.fields import DateBound
from kabinet.questionnaires.engine.values.dates import parse_bound, parse_day, resolve_bound, same_anchor_crossed
from tests.questionnaires.engine.forms import CONTEXT, TODAY, field, form, single


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("2020-01-05", DateBound("2020-01-05", day=date(2020, 1, 5))),
        ("2020-1-5", DateBound("2020-1-5", day=date(2020, 1, 5))),
        ("today", DateBound("today", None, None, 0, "d")),
        ("born", DateBound("born", None, "born", 0, "d")),
        ("-18y", DateBound("-18y", None, None, -18, "y")),
        ("+0y", DateBound("+0y", None, None, 0, "y")),
        ("today+30d", DateBound("today+30d", None, None, 30, "d")),
        ("today-6m", DateBound("today-6m", None, None, -6, "m")),
        ("born+14y", DateBound("born+14y", None, "born", 14, "y")),
        # two hundred years are the farthest that anything is from anything
        ("+200y", DateBound("+200y", amount=200, unit="y")),
        ("-200y", DateBound("-200y", amount=-200, unit="y")),
        ("+201y", None),
        ("-201y", None),
        ("born+2400m", DateBound("born+2400m", field="born", amount=2_400, unit="m")),
        ("+2401m", None),
        ("-73200d", DateBound("-73200d", amount=-73_200, unit="d")),
        ("-73201d", None),
        ("", None),
        ("+", None),
        ("18y", None),
        ("+18", None),
        ("2020-02-30", None),
        ("2020-00-10", None),
        ("Born+1y", None),
    ],
)
def test_an_end_of_a_range_is_read(source, bound):
    assert parse_bound(source) == bound


@pytest.mark.parametrize(
    ("source", "start", "day"),
    [
        ("today", "2026-11-21", "2026-11-21"),
        ("+1d", "2026-12-31", "2027-01-01"),
        ("-1d", "2024-03-01", "2024-02-29"),
        ("+1m", "2024-01-31", "2024-02-29"),
        ("+1m", "2023-01-31", "2023-02-28"),
        ("-1m", "2023-03-31", "2023-02-28"),
        ("+1m", "2026-11-30", "2026-12-30"),
        ("+2m", "2026-11-30", "2027-01-30"),
        ("-1m", "2026-01-15", "2025-12-15"),
        ("-11m", "2026-12-15", "2026-01-15"),
        ("-12m", "2026-12-15", "2025-12-15"),
        ("+13m", "2026-01-15", "2027-02-15"),
        ("+25m", "2026-12-01", "2029-01-01"),
        ("+1y", "2024-02-29", "2025-02-28"),
        ("-1y", "2024-02-29", "2023-02-28"),
        ("+4y", "2024-02-29", "2028-02-29"),
        ("-18y", "2026-11-21", "2008-11-21"),
        # where the calendar ends, its end
        ("+1d", "9999-12-31", "9999-12-31"),
        ("+2d", "9999-12-31", "9999-12-31"),
        ("+1m", "9999-12-15", "9999-12-31"),
        ("+1y", "9999-01-15", "9999-12-31"),
        ("-1d", "0001-01-01", "0001-01-01"),
        ("-1m", "0001-01-15", "0001-01-01"),
        ("-1y", "0001-12-15", "0001-01-01"),
        ("-200y", "0100-05-05", "0001-01-01"),
    ],
)
def test_a_distance_is_counted_from_its_day(source, start, day):
    there = date.fromisoformat(start)
    assert resolve_bound(parse_bound(source), there, {}) == date.fromisoformat(day)
    if source != "today":
        hung = parse_bound(f"born{source}")
        assert resolve_bound(hung, TODAY, {"born": start}) == date.fromisoformat(day)
        assert resolve_bound(hung, TODAY, {}) is None


@pytest.mark.parametrize("stored", [None, 5, "", "21.11.2026", "2026-11-31", "2026-11-21x", ["2026-11-21"]])
def test_what_is_no_day_bounds_nothing(stored):
    assert resolve_bound(parse_bound("born+1d"), TODAY, {"born": stored}) is None
    assert not isinstance(stored, str) or parse_day(stored) is None


@pytest.mark.parametrize(
    ("minimum", "maximum", "crossed"),
    [
        ("-18y", "-20y", True),
        ("-20y", "-18y", False),
        ("today", "today", False),
        ("today+1d", "today", True),
        ("2026-01-02", "2026-01-01", True),
        ("2026-01-01", "2026-01-01", False),
        ("a+2y", "a+1y", True),
        ("a+1y", "a+1y", False),
        # one may be the farther in one year and the other in another
        ("+366d", "+1y", False),
        ("+367d", "+1y", True),
        ("+31d", "+1m", False),
        ("+32d", "+1m", True),
        # what hangs on different days is not compared
        ("a+5y", "b", False),
        ("b+5y", "a", False),
        ("today+5y", "a", False),
        ("a+5y", "today", False),
        ("2100-01-01", "today", False),
        ("today+100y", "2000-01-01", False),
        ("2100-01-01", "a", False),
        ("a+100y", "2000-01-01", False),
    ],
)
def test_ends_that_leave_no_day_between_them_are_found(minimum, maximum, crossed):
    assert same_anchor_crossed(parse_bound(minimum), parse_bound(maximum)) is crossed


def test_a_day_may_be_bounded_by_one_asked_later():
    bounded = form(field("a", "date", minimum="b", maximum="b+1m"), field("b", "date")).entries["a"].field
    later = {"b": "2026-11-21"}
    assert clean_value(bounded, "21.11.2026", CONTEXT, later) == "2026-11-21"
    assert clean_value(bounded, "21.12.2026", CONTEXT, later) == "2026-12-21"
    too_early = Problem("a", "date.too_early", {"minimum": date(2026, 11, 21)})
    assert clean_value(bounded, "20.11.2026", CONTEXT, later) == too_early
    too_late = Problem("a", "date.too_late", {"maximum": date(2026, 12, 21)})
    assert clean_value(bounded, "22.12.2026", CONTEXT, later) == too_late


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        ("01.01.1850", "1850-01-01"),
        ("31.12.1849", Problem("x", "date.too_early", {"minimum": date(1850, 1, 1)})),
        ("31.12.2200", "2200-12-31"),
        ("01.01.2201", Problem("x", "date.too_late", {"maximum": date(2200, 12, 31)})),
        ({"day": 1, "month": 1, "year": 2200}, "2200-01-01"),
        ({"day": 1, "month": 1, "year": 2201}, Problem("x", "date.format")),
        ({"day": 0, "month": 1, "year": 2026}, Problem("x", "date.format")),
        ({"day": -1, "month": 1, "year": 2026}, Problem("x", "date.format")),
        ({"day": 1, "month": True, "year": 2026}, Problem("x", "date.format")),
        ({"day": " 1 ", "month": "2", "year": "2026"}, "2026-02-01"),
        ({"day": " " * 39 + "1", "month": "2", "year": "2026"}, "2026-02-01"),
        ({"day": " " * 40 + "1", "month": "2", "year": "2026"}, Problem("x", "date.format")),
        ({"day": 1, "month": [2], "year": "2026"}, Problem("x", "date.format")),
        ({"month": 2, "year": "2026"}, Problem("x", "date.format")),
    ],
)
def test_a_day_is_within_what_people_live_to_see(raw, outcome):
    assert clean_value(single("date"), raw, CONTEXT) == outcome


TOO_LATE = Problem("x", "date.too_late", {"maximum": TODAY})


@pytest.mark.parametrize(
    ("options", "raw", "outcome"),
    [
        ({"minimum": "2020-01-01"}, "01.01.2020", "2020-01-01"),
        ({"maximum": "-1y", "birth": True}, "22.11.2025", Problem("x", "date.too_young", {"years": 1})),
        ({"minimum": "-1y", "birth": True}, "20.11.2025", Problem("x", "date.too_old", {"years": 1})),
        # age is counted in years, back from today, and only of a date of birth
        ({"maximum": "-18y"}, "22.11.2008", Problem("x", "date.too_late", {"maximum": date(2008, 11, 21)})),
        ({"minimum": "-18y"}, "20.11.2008", Problem("x", "date.too_early", {"minimum": date(2008, 11, 21)})),
        ({"maximum": "today", "birth": True}, "22.11.2026", TOO_LATE),
        ({"maximum": "+0y", "birth": True}, "22.11.2026", TOO_LATE),
        ({"maximum": "-0d", "birth": True}, "22.11.2026", TOO_LATE),
        (
            {"maximum": "-6m", "birth": True},
            "22.05.2026",
            Problem("x", "date.too_late", {"maximum": date(2026, 5, 21)}),
        ),
        (
            {"maximum": "+1y", "birth": True},
            "22.11.2027",
            Problem("x", "date.too_late", {"maximum": date(2027, 11, 21)}),
        ),
        (
            {"maximum": "2020-01-01", "birth": True},
            "02.01.2020",
            Problem("x", "date.too_late", {"maximum": date(2020, 1, 1)}),
        ),
    ],
)
def test_a_day_out_of_its_range_is_refused_in_the_words_of_the_range(options, raw, outcome):
    assert clean_value(single("date", **options), raw, CONTEXT) == outcome


def test_years_from_another_day_are_no_age():
    definition = form(field("born", "date"), field("child", "date", birth=True, maximum="born-1y", minimum="born-9y"))
    child, born = definition.entries["child"].field, {"born": "2000-05-05"}
    too_late = Problem("child", "date.too_late", {"maximum": date(1999, 5, 5)})
    assert clean_value(child, "06.05.1999", CONTEXT, born) == too_late
    too_early = Problem("child", "date.too_early", {"minimum": date(1991, 5, 5)})
    assert clean_value(child, "04.05.1991", CONTEXT, born) == too_early


def test_today_is_the_organisations_day_where_no_other_is_said():
    assert Context(TODAY).days == (TODAY, TODAY)
    day = timedelta(days=1)
    assert Context(TODAY, earliest=TODAY - day).days == (TODAY - day, TODAY)
    assert Context(TODAY, latest=TODAY + day).days == (TODAY, TODAY + day)


@pytest.mark.parametrize(
    ("bound", "typed", "accepted"),
    [
        ({"minimum": "-1y", "birth": True}, "21.11.2025", True),
        ({"minimum": "-1y", "birth": True}, "20.11.2025", False),
        ({"minimum": "-1y"}, "20.11.2025", True),
        ({"minimum": "-1y"}, "19.11.2025", False),
    ],
)
def test_the_greatest_age_is_counted_here(bound, typed, accepted):
    there = Context(TODAY, earliest=TODAY - timedelta(days=1), latest=TODAY + timedelta(days=1))
    assert isinstance(clean_value(single("date", **bound), typed, there), str) is accepted
