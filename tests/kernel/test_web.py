import gzip
import re
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains

from kabinet.identity.roles import Role
from kabinet.kernel import disk
from kabinet.kernel.web.addresses import client_ip
from kabinet.kernel.web.health import DOCTOR, doctor_pass
from kabinet.kernel.web.middleware import CompressedPages
from kabinet.organisation.models import SiteProfile
from tests.support.identity import browser_of, make_staff

AWAY = OperationalError("the connection is lost")


def test_health_needs_no_database(client: Client) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def _files() -> set[Path]:
    return set(Path(settings.DATA_DIR).rglob("*")) - set((Path(settings.DATA_DIR) / "postgres").rglob("*"))


@pytest.mark.django_db
def test_readiness_names_what_is_checked_and_leaves_no_trace(client: Client) -> None:
    client.get("/ready/")
    known = _files()
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/ready/")
    assert (response.status_code, response.json()) == (
        200,
        {"status": "no worker", "database": True, "migrations": True, "disk": True, "worker": False},
    )
    assert _files() == known
    assert len(queries) == 2
    assert all(query["sql"].startswith("select") for query in queries)


@pytest.mark.django_db
def test_a_worker_that_gives_signs_of_life_is_seen(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now() - interval '2 minutes')")
        assert client.get("/ready/").json()["worker"] is False
        cursor.execute("insert into procrastinate_workers default values")
    assert client.get("/ready/").json() == {
        "status": "ok",
        "database": True,
        "migrations": True,
        "disk": True,
        "worker": True,
    }


@pytest.mark.django_db
def test_a_migration_that_waits_or_a_full_disk_closes_the_site(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(disk, "LEAST_FREE", 2**62)
    answer = client.get("/ready/")
    assert (answer.status_code, answer.json()["disk"], answer.json()["status"]) == (503, False, "not ready")
    monkeypatch.undo()
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'lending'")
    answer = client.get("/ready/")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_the_way_of_a_request_is_told_to_the_doctor_alone(client: Client) -> None:
    assert client.get("/health/", headers={DOCTOR: "doctor"}).json() == {"status": "ok"}
    with override_settings(SECRET_KEY="another" * 10):
        forged = doctor_pass()
    assert client.get("/health/", headers={DOCTOR: forged}).json() == {"status": "ok"}
    way = {DOCTOR: doctor_pass(), "X-Forwarded-For": "203.0.113.7, 10.0.0.1", "X-Forwarded-Proto": "https"}
    expected = {"status": "ok", "client": "127.0.0.1", "forwarded": ["203.0.113.7", "10.0.0.1"], "secure": True}
    assert client.get("/health/", headers=way).json() == expected
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert client.get("/health/", headers=way).json() == expected | {"client": "10.0.0.1"}


def test_a_database_away_is_a_page_of_its_own(client: Client) -> None:
    with mock.patch("django.db.connection.cursor", side_effect=OperationalError("gone")):
        page = client.get("/ready/")
        assert page.status_code == 503
        assert page["Retry-After"] == "60"


@pytest.mark.parametrize("path", ["/", "/calculator/", "/sign-in/", "/cabinet/", "/office/", "/no/such/page/"])
def test_while_the_database_is_away_every_page_says_so_and_when_to_come_back(client: Client, path: str) -> None:
    client.cookies["sessionid"] = "k" * 32
    with mock.patch("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", side_effect=AWAY):
        page = client.get(path)
    if page.status_code == 404:
        return  # it needs no database to know that there is no such page
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "Сайт временно недоступен" in page.content.decode()


def test_a_session_that_cannot_be_saved_for_want_of_the_database_is_no_error_of_ours(client: Client) -> None:
    """It is read and written outside the view, where no middleware of ours stands."""
    client.raise_request_exception = False
    with mock.patch("django.contrib.sessions.middleware.SessionMiddleware.process_response", side_effect=AWAY):
        page = client.get("/health/")
    assert (page.status_code, page["Retry-After"]) == (503, "60")


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policy(client: Client) -> None:
    response = client.get("/health/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert len(response["X-Request-ID"]) == 12


@pytest.mark.django_db
def test_an_unknown_address_is_a_russian_page_and_a_problem_document_in_the_api(client: Client) -> None:
    page = client.get("/no/such/page/")
    assert page.status_code == 404
    assert 'lang="ru"' in page.content.decode()
    problem = client.get("/api/no/such/thing/")
    assert problem.status_code == 404
    assert problem["Content-Type"] == "application/problem+json"
    assert problem.json()["type"] == "urn:kabinet:problem:not_found"


@pytest.mark.django_db
def test_an_error_page_is_of_the_organisation_and_leads_staff_back_to_the_office(client: Client) -> None:
    SiteProfile.objects.create(name="Фонд Севера", legal_name="x", inn="1", ogrn="1", hue=150)
    visitors = client.get("/no/such/page/").content.decode()
    assert "Фонд Севера" in visitors
    assert '<link rel="stylesheet" href="/branding.css">' in visitors
    assert reverse("office_home") not in visitors
    colleague = browser_of(make_staff(Role.ACCOUNTANT))
    for address, status in (("/office/no/such/page/", 404), (reverse("office_staff"), 403)):
        page = colleague.get(address)
        assert page.status_code == status
        assertContains(page, f'href="{reverse("office_home")}"', status_code=status)
        assertContains(page, "Фонд Севера", status_code=status)


def test_an_error_page_stands_without_the_database(client: Client) -> None:
    with mock.patch("kabinet.organisation.context.shown_profile", side_effect=OperationalError("gone")):
        page = client.get("/no/such/page/")
    assert page.status_code == 404
    assertContains(page, "Личный кабинет", status_code=404)


@pytest.mark.django_db
def test_pages_are_compressed_with_another_token_each_time(client: Client) -> None:
    def answer() -> tuple[str, str]:
        page = client.get(reverse("sign_in"), headers={"Accept-Encoding": "gzip"})
        return page["Content-Encoding"], gzip.decompress(page.content).decode()

    (first_coding, first), (second_coding, second) = answer(), answer()
    assert (first_coding, second_coding) == ("gzip", "gzip")
    tokens = {token for page in (first, second) for token in re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)}
    assert len(tokens) >= 2


@pytest.mark.parametrize(("kind", "coding"), [("text/html", "gzip"), ("application/pdf", None), ("image/jpeg", None)])
def test_only_texts_are_compressed(kind: str, coding: str | None) -> None:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    answer = CompressedPages(lambda _request: HttpResponse(b"a" * 2_000, content_type=kind))(request)
    assert answer.get("Content-Encoding") == coding


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
        (1, "<script>", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_a_forwarded_address_is_believed_only_from_trusted_proxies(trusted: int, forwarded: str, address: str) -> None:
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded)
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=trusted):
        assert client_ip(request) == address


@pytest.mark.django_db
def test_the_brand_hue_is_a_stylesheet(client: Client) -> None:
    response = client.get("/branding.css")
    assert (response["Content-Type"], response.content.decode()) == ("text/css", ":root{--hue:250}")
