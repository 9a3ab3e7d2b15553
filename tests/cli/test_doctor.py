import pytest

from kabinet.cli.doctor import examine
from kabinet.emulators.settings import EmulatorSettings, SmsSettings, YooKassaSettings
from kabinet.emulators.testing import running_emulator
from kabinet.notifications import providers as senders
from kabinet.payments import providers as acquirers
from kabinet.payments.providers.yookassa import YooKassa

SETTINGS = EmulatorSettings(
    yookassa=YooKassaSettings(shop_id="100500", secret_key="test_secret"), sms=SmsSettings(smsru_api_id="test-api-id")
)


@pytest.mark.django_db
def test_a_healthy_installation_has_no_faults(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    with running_emulator(SETTINGS) as emulator:
        till = YooKassa(url=emulator.yookassa_url, shop_id="100500", secret_key="test_secret", timeout=5)

        class Operator:
            def check(self) -> None:
                """It answers."""

        monkeypatch.setattr(senders, "sms_provider", Operator)
        with acquirers.using(till):
            findings = list(examine())
        till.close()
    faults = [finding.what for finding in findings if finding.verdict == "fault"]
    assert faults == ["Static files are not collected"]
    said = [finding.what for finding in findings]
    assert "The database is up to date" in said
    assert "YooKassa answers for shop 100500" in said


@pytest.mark.django_db
def test_what_does_not_answer_is_a_fault_and_the_rest_is_still_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise ConnectionError("no route")

    monkeypatch.setattr(senders, "sms_provider", away)
    till = YooKassa(url="http://127.0.0.1:9", shop_id="100500", secret_key="test_secret", timeout=1)
    with acquirers.using(till):
        findings = list(examine())
    till.close()
    faults = " | ".join(finding.what for finding in findings if finding.verdict == "fault")
    assert "sms: ConnectionError: no route" in faults
    assert "yookassa: UncertainError" in faults
    assert any(finding.what.startswith("PostgreSQL") and finding.verdict == "ok" for finding in findings)
