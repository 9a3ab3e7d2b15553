import json
from typing import Any

import pytest
from django.test import Client, override_settings

from kabinet.api.views.acquirers import is_within
from kabinet.config.environment import environment
from kabinet.kernel.web.bodies import NOTIFICATION
from kabinet.payments.models import AcquirerNotice
from tests.support.jobs import waiting_jobs

pytestmark = pytest.mark.django_db

URL = "/api/webhooks/acquirers/yookassa/"
FIRST_URL = "/api/webhooks/yookassa/"
NOTICE = {
    "type": "notification",
    "event": "payment.succeeded",
    "object": {"id": "2e1f-000f-5000", "status": "succeeded"},
}


def post(body: object = NOTICE, *, url: str = URL, ip: str = "127.0.0.1", **headers: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = Client(enforce_csrf_checks=True)
    return client.post(url, data, content_type="application/json", REMOTE_ADDR=ip, **headers)


def problem_code(response: Any) -> str:
    assert response["Content-Type"] == "application/problem+json"
    found: str = response.json()["type"].removeprefix("urn:kabinet:problem:")
    return found


@pytest.mark.parametrize("url", [URL, FIRST_URL])
def test_a_notification_is_stored_and_answered_at_once(url: str) -> None:
    response = post(url=url)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    notice = AcquirerNotice.objects.get()
    assert (notice.provider, notice.event, notice.object_id) == ("yookassa", "payment.succeeded", "2e1f-000f-5000")
    assert (notice.source_ip, notice.handled_at) == ("127.0.0.1", None)
    assert waiting_jobs() == ["payments.follow_notice"]


@pytest.mark.parametrize("ip", ["203.0.113.9", "10.0.0.1", "2001:db8::1", "", "nonsense"])
def test_a_foreign_address_is_refused(ip: str) -> None:
    response = post(ip=ip)
    assert (response.status_code, problem_code(response)) == (403, "foreign_address")
    assert AcquirerNotice.objects.count() == 0


def test_a_forged_forwarding_header_helps_nobody() -> None:
    assert post(ip="203.0.113.9", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 403


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_its_word_counts() -> None:
    assert post(ip="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9, 127.0.0.1").status_code == 200
    assert post(ip="10.0.0.1", HTTP_X_FORWARDED_FOR="127.0.0.1, 203.0.113.9").status_code == 403


def test_ten_megabytes_are_refused_unread() -> None:
    class Unread:
        def read(self, *_arguments: int) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    environ: dict[str, Any] = {"REQUEST_METHOD": "POST", "PATH_INFO": URL, "CONTENT_TYPE": "application/json"}
    environ |= {"CONTENT_LENGTH": str(10 * 1024 * 1024), "wsgi.input": Unread()}
    response = Client().request(**environ)
    assert (response.status_code, problem_code(response)) == (413, "too_large")
    assert post({**NOTICE, "filler": "x" * NOTIFICATION}).status_code == 413
    assert AcquirerNotice.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "notice.malformed"),
        (b"{", "notice.malformed"),
        (b"\xff\xfe", "notice.malformed"),
        (b"[" * 50_000, "notice.malformed"),
        ([], "notice.malformed"),
        ({**NOTICE, "type": "other"}, "notice.malformed"),
        ({**NOTICE, "object": {"id": {"$ne": ""}}}, "notice.malformed"),
    ],
)
def test_what_is_no_notification_is_refused(body: Any, code: str) -> None:
    response = post(body)
    assert (response.status_code, problem_code(response)) == (400, code)
    assert AcquirerNotice.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_other_methods_are_not_allowed(method: str) -> None:
    response = getattr(Client(), method)(URL)
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_addresses_are_compared_with_the_networks() -> None:
    networks = environment().yookassa_networks
    assert is_within("127.0.0.1", networks)
    assert is_within("::ffff:127.0.0.1", networks)
    assert not is_within("127.0.0.2", networks)
    assert not is_within("::1", networks)
    assert not is_within("127.0.0.1", ())


@pytest.mark.parametrize("name", ["nobody", "yookassa2", "x" * 200])
def test_an_acquirer_that_is_not_set_up_sends_nothing(name: str) -> None:
    response = post(url=f"/api/webhooks/acquirers/{name}/")
    assert (response.status_code, problem_code(response)) == (404, "no_such_acquirer")
    assert AcquirerNotice.objects.count() == 0


def test_known_and_unknown_payments_are_answered_alike() -> None:
    first, second = post(), post({**NOTICE, "object": {"id": "another"}})
    assert first.content == second.content
