"""What a page does with text that is typed and pasted: it groups plain digits and leaves the rest to the server."""

import pytest
from playwright.sync_api import Page, expect

from tests.kernel.ui import urls

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.kernel.ui.urls"),
]


def _paste(page: Page, control: str, text: str) -> str:
    page.fill(control, "")
    page.focus(control)
    page.keyboard.insert_text(text)
    return page.input_value(control).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("name", "pasted", "shown"),
    [
        ("income", "1250000", "1 250 000"),
        ("income", "1250000,5", "1 250 000,5"),
        ("income", "1,000,000", "1,000,000"),
        ("income", "85.000", "85.000"),
        ("income", "85000 руб.", "85000 руб."),
        ("income", "85 000,00", "85 000,00"),
        ("phone", "89001234567", "+7 900 123-45-67"),
        ("phone", "\u202a+7 900 123\u201145\u201167\u202c", "+7 900 123-45-67"),
        ("phone", "позвонить вечером", "позвонить вечером"),
        ("born", "21111990", "21.11.1990"),
        ("born", " 21.11.1990", "21.11.1990"),
        ("born", "21/11/1990", "21.11.1990"),
        ("born", "1.2.1990", "01.02.1990"),
        ("born", "1990-11-21", "1990-11-21"),
        ("born", "21.11.1990 г.", "21.11.1990 г."),
        ("born", "21.11.19901", "21.11.19901"),
        ("code", "123 456", "123456"),
        ("code", "Код: 123456", "123456"),
        ("code", "ООО «24 часа»: 123456 — ваш код, он действует 10 минут", "123456"),
    ],
    ids=ascii,
)
def test_what_is_pasted_is_grouped_or_left_alone(page: Page, name: str, pasted: str, shown: str) -> None:
    page.goto("/specimens/form/")
    assert _paste(page, f"#id_{name}", pasted) == shown


def test_a_sum_keeps_its_groups_while_digits_come_and_go(page: Page) -> None:
    page.goto("/specimens/form/")
    page.locator("#id_income").press_sequentially("15000")
    for shown in ("1 500", "150", "15", "1", ""):
        page.keyboard.press("Backspace")
        assert page.input_value("#id_income").replace("\u00a0", " ") == shown


def test_the_server_writes_what_it_took_once_the_field_is_left(page: Page) -> None:
    page.goto("/specimens/form/")
    _paste(page, "#id_income", "1,000,000")
    page.wait_for_timeout(1600)
    assert page.input_value("#id_income") == "1,000,000"
    page.keyboard.press("Tab")
    expect(page.locator("#id_income")).to_have_value("1\u00a0000\u00a0000,00")
    _paste(page, "#id_born", "21.11.1990 г.")
    page.keyboard.press("Tab")
    expect(page.locator("#id_born")).to_have_value("21.11.1990")
    page.wait_for_timeout(300)
    assert urls.saved == [("income", ["1,000,000"]), ("born", ["21.11.1990 г."])]


def test_what_could_be_two_sums_stays_as_it_was_typed(page: Page) -> None:
    page.goto("/specimens/form/")
    _paste(page, "#id_income", "85.000")
    page.keyboard.press("Tab")
    expect(page.locator("[data-save-indicator]")).to_have_attribute("data-state", "saved")
    assert page.input_value("#id_income") == "85.000"


def test_a_long_story_is_sent(page: Page) -> None:
    page.goto("/specimens/form/")
    _paste(page, "#id_story", "щ" * 11_500)
    page.keyboard.press("Tab")
    expect(page.locator("[data-save-indicator]")).to_have_attribute("data-state", "saved")
    assert [(name, len(values[0])) for name, values in urls.saved] == [("story", 11_500)]


def test_what_the_server_could_not_keep_is_not_called_saved(page: Page) -> None:
    indicator = page.locator("[data-save-indicator]")
    page.goto("/specimens/form/")
    _paste(page, "#id_story", "щ" * 20_001)
    page.keyboard.press("Tab")
    expect(page.locator("#id_story-error")).to_have_text("Too long")
    expect(indicator).to_have_attribute("data-state", "refused")
    expect(page.locator("[data-save-said]")).to_have_text("Не сохранено: причина указана на странице.")
    page.fill("#id_email", "anna@example.org")
    page.keyboard.press("Tab")
    page.wait_for_timeout(1600)
    expect(indicator).to_have_attribute("data-state", "refused")
    page.reload()
    expect(page.locator("#id_story")).to_have_value("щ" * 20_001)
    expect(indicator).to_have_attribute("data-state", "refused")
    page.fill("#id_story", "щ")
    page.keyboard.press("Tab")
    expect(indicator).to_have_attribute("data-state", "saved")
    expect(page.locator("#id_story-error")).to_have_text("")


def test_an_error_that_stays_is_not_said_again(page: Page) -> None:
    page.goto("/specimens/form/")
    for typed in ("anna", "anna.orlova"):
        page.fill("#id_email", typed)
        page.keyboard.press("Tab")
        expect(page.locator("#id_email-error")).to_have_text("No @")
        page.wait_for_timeout(300)
        page.evaluate("document.getElementById('id_email-error').dataset.seen ??= 'here'")
    assert page.locator("[aria-live=polite] #id_email-error").get_attribute("data-seen") == "here"
