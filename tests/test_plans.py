"""Every list, search and counter has its indexes: the pages of `benchmarks.scale`, over a small copy of its database.

Where the planner is kept from reading whole tables it still does so when no index fits. None of the large ones is.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from benchmarks.scale import Queries
from benchmarks.scale_pages import Case, cases, sessions
from django.db import connection, transaction

from kabinet.cli.demo_data import organisation
from kabinet.cli.history.filling import Plan, fill
from kabinet.organisation.models import SiteProfile
from kabinet.parties import searching

pytestmark = pytest.mark.django_db(transaction=True)
MOST_QUERIES = 12
PASSWORD = '"identity_user"."password"'
LARGE = frozenset(
    (
        *("identity_user", "parties_party", "parties_person", "applications_application", "applications_consent"),
        *("lending_loan", "lending_schedule", "lending_instalment", "lending_operation", "lending_allocation"),
        *("payments_payment", "payments_paymentattempt", "kernel_event", "kernel_delivery", "kernel_look"),
        *("notifications_notice", "notifications_message", "documents_document"),
    )
)

EMPTY = frozenset({"applications_consent", "documents_document"})
"""Of them those that no drawn history fills: any index of an empty table is as good as another."""


@pytest.mark.parametrize("few", [0, searching.FEW])
def test_no_page_reads_a_large_table_through(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(searching, "FEW", few)
    organisation.found()
    SiteProfile.objects.create(**organisation.PROFILE)
    fill(Plan(applications=2_000, seed=1), lambda _done, _of: None)
    browsers = sessions("testserver")
    asked = {case: _queries_of(browsers[case.who], case.path) for case in cases()}
    read_through = {
        (case.name, table)
        for case, queries in asked.items()
        for sql, params in queries
        for table in _tables_read_through(sql, params)
    }
    assert read_through == set()
    for case, queries in asked.items():
        assert len(queries) <= MOST_QUERIES, case.name
        if is_list(case):
            assert sum(PASSWORD in sql for sql, _params in queries) == 1, f"{case.name}: passwords but the reader's own"


def is_list(case: Case) -> bool:
    """Whether it is a list and no card of one thing."""
    return case.path.startswith("/office/") and not re.search("[0-9a-f]{8}-", case.path.partition("?")[0])


def test_no_index_is_covered_by_another() -> None:
    """Accounts aside: their e-mails and phones are `unique` since they may be empty, and get a second index for it."""
    with connection.cursor() as cursor:
        cursor.execute(_COVERED, [list(LARGE - {"identity_user"})])
        assert cursor.fetchall() == []


_COVERED = """
    select shorter.indexrelid::regclass, longer.indexrelid::regclass
    from pg_index shorter
    join pg_index longer on longer.indrelid = shorter.indrelid and longer.indexrelid <> shorter.indexrelid
    join pg_class one on one.oid = shorter.indexrelid
    join pg_class other on other.oid = longer.indexrelid
    where shorter.indrelid::regclass::text = any(%s)
      and not shorter.indisunique and one.relam = other.relam
      and shorter.indpred is null and longer.indpred is null
      and shorter.indexprs is null and longer.indexprs is null
      and (shorter.indnatts < longer.indnatts or shorter.indkey::text = longer.indkey::text and longer.indisunique)
      and longer.indkey::text || ' ' like shorter.indkey::text || ' %%'
      and (longer.indclass::text || ' ' like shorter.indclass::text || ' %%' or longer.indisunique)
"""


@pytest.mark.parametrize(
    ("sql", "read_through"),
    [
        ("select * from kernel_event where actor_name = 'x'", ["kernel_event"]),
        ("select count(*) from kernel_event", ["kernel_event"]),
        ("select id from kernel_event order by id", ["kernel_event"]),
        ("select id from kernel_event order by id limit 30", []),
        ("select count(*) from lending_loan where needs_schedule", []),
        ("select * from kernel_event where id = '01a21d58-ecea-7238-bbd2-117cf58ed5c8'", []),
    ],
)
def test_a_table_that_is_read_through_is_seen(sql: str, read_through: list[str]) -> None:
    assert list(_tables_read_through(sql, [])) == read_through


def _queries_of(browser: Any, path: str) -> list[tuple[str, Any]]:
    queries = Queries()
    with connection.execute_wrapper(queries):
        answer = browser.get(path)
    assert answer.status_code == 200, path
    return [(sql, params) for _spent, sql, params in queries.times if sql.lstrip("( ").startswith(("SELECT", "WITH"))]


def _tables_read_through(sql: str, params: Any) -> Iterator[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        for way in ("seqscan", "mergejoin", "hashjoin"):  # which suit a copy as small as this
            cursor.execute(f"set local enable_{way} = off")
        cursor.execute(f"explain (format json) {sql}", params)
        (found,) = cursor.fetchone()
    plan = json.loads(found) if isinstance(found, str) else found
    for node, bounded in _nodes(plan[0]["Plan"]):
        if node.get("Relation Name") in LARGE and not bounded and _reads_all(node):
            yield node["Relation Name"]


def _reads_all(node: dict[str, Any]) -> bool:
    """Whether a scan goes through a whole table, or through a whole index that has all its rows."""
    if node["Node Type"] == "Seq Scan":
        return True
    if node["Node Type"] == "Bitmap Heap Scan":
        return any(_reads_all({**inner, "Relation Name": node["Relation Name"]}) for inner in node["Plans"])
    if node["Node Type"] not in _WALKS or "Index Cond" in node or node["Relation Name"] in EMPTY:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select indpred is null from pg_index where indexrelid = %s::regclass", [node["Index Name"]])
        return bool(cursor.fetchone()[0])


_WALKS = {"Index Scan", "Index Only Scan", "Bitmap Index Scan"}


def _nodes(node: dict[str, Any], bounded: bool = False) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each node of a plan, and whether a limit above it ends its reading; a sequential scan finds no such end."""
    yield node, bounded and node["Node Type"] != "Seq Scan"
    for inner in node.get("Plans", ()):
        yield from _nodes(inner, bounded or node["Node Type"] == "Limit")
