"""Days off of the Russian five-day week, 2012 to 2027, by article 112 of the Labour Code and the yearly decrees.

A second source beside the holidays package: what each decree moves. Not compared with the official texts.
"""

from __future__ import annotations

from datetime import date, timedelta

DECREES: dict[int, tuple[str, str]] = {
    2012: (
        "581 of 20.07.2011",
        "03-11>03-09 04-28>04-30 05-05>05-07 05-12>05-08 06-09>06-11 12-29>12-31",
    ),
    2013: ("1048 of 15.10.2012", "01-05>05-02 01-06>05-03 02-25>05-10"),
    2014: ("444 of 28.05.2013", "01-04>05-02 01-05>06-13 02-24>11-03"),
    2015: ("860 of 27.08.2014", "01-03>01-09 01-04>05-04"),
    2016: ("1017 of 24.09.2015", "01-02>05-03 01-03>03-07 02-20>02-22"),
    2017: ("756 of 04.08.2016", "01-01>02-24 01-07>05-08"),
    2018: ("1250 of 14.10.2017", "01-06>03-09 01-07>05-02 04-28>04-30 06-09>06-11 12-29>12-31"),
    2019: ("1163 of 01.10.2018", "01-05>05-02 01-06>05-03 02-23>05-10"),
    2020: ("875 of 10.07.2019", "01-04>05-04 01-05>05-05"),
    2021: ("1648 of 10.10.2020", "01-02>11-05 01-03>12-31 02-20>02-22"),
    2022: ("1564 of 16.09.2021", "01-01>05-03 01-02>05-10 03-05>03-07"),
    2023: ("1505 of 29.08.2022", "01-01>02-24 01-08>05-08"),
    2024: ("1314 of 10.08.2023", "01-06>05-10 01-07>12-31 04-27>04-29 11-02>04-30 12-28>12-30"),
    2025: ("1335 of 04.10.2024", "01-04>05-02 01-05>12-31 02-23>05-08 03-08>06-13 11-01>11-03"),
    2026: ("1466 of 24.09.2025", "01-03>01-09 01-04>12-31"),
    # Taken from the holidays package, for want of the decree's text.
    2027: ("", "01-02>11-05 01-03>12-31 02-20>02-22"),
}
"""Year: number and day of the decree, and what it moves: from>to."""

HOLIDAYS = [(1, day) for day in range(1, 9)] + [(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)]
"""Article 112 as it stands since 2013. In 2012 there were 1 to 5 and 7 January."""


def working_days(year: int) -> set[date]:
    """Return the working days of a year by hand: holidays, what falls on a weekend, what the decree moves."""
    day = timedelta(days=1)
    holidays = {date(year, month, number) for month, number in HOLIDAYS} - (
        {date(2012, 1, 6), date(2012, 1, 8)} if year == 2012 else set()
    )
    moves = [tuple(date.fromisoformat(f"{year}-{part}") for part in move.split(">")) for move in _moves(year)]
    sources = {source for source, _ in moves}
    off = set(holidays)
    for holiday in sorted(holidays):
        # Since 2013 those of January are moved by the decree alone.
        if holiday.weekday() >= 5 and holiday not in sources and (holiday.month != 1 or year < 2013):
            target = holiday + day
            while target in off or target.weekday() >= 5:
                target += day
            off.add(target)
    off |= {target for _, target in moves}
    opened = sources - holidays
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return {each for each in days if each.year == year and (each in opened or (each.weekday() < 5 and each not in off))}


def _moves(year: int) -> list[str]:
    return DECREES[year][1].split() if year in DECREES else []
