import pytest

from kabinet.config.logs import redact


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("sent to +7 (999) 123-45-67 now", "sent to … now"),
        ("sent to 89991234567", "sent to …"),
        ("mail ivan.petrov+x@mail.example.ru bounced", "mail … bounced"),
        ("СНИЛС 112-233-445 95", "СНИЛС …"),
        ("паспорт 4508 123456", "паспорт …"),
        ("ИНН 500100732259, счёт 40817810700000000001", "ИНН …, счёт …"),
        ("payment 0198c0de-1234-7000-8000-123456789012 of 1500.00 in 35 ms", None),
        ("application 2026-000123", None),
    ],
)
def test_personal_data_are_cut_from_lines(line: str, clean: str | None) -> None:
    assert redact(line) == (line if clean is None else clean)
