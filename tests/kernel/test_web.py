from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory, override_settings

from kabinet.kernel.web.addresses import client_ip


def test_health_needs_no_database(client: Client) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readiness_names_what_is_checked(client: Client) -> None:
    response = client.get("/ready/")
    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "database": True, "migrations": True, "files": True},
    )


def test_a_database_away_is_a_page_of_its_own(client: Client) -> None:
    with mock.patch("django.db.connection.cursor", side_effect=OperationalError("gone")):
        page = client.get("/ready/")
        assert page.status_code == 503
        assert page["Retry-After"] == "60"


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
