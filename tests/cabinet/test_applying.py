import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kabinet.documents.models import Document
from kabinet.identity.models import User
from tests.support.applications import (
    ANSWERS,
    make_draft,
    make_full_draft,
    send_application,
    the_draft,
    url,
)
from tests.support.catalogue import make_service
from tests.support.identity import actor_for, browser_of, make_staff, make_user

pytestmark = pytest.mark.django_db


def step_answers(*codes: str, **changes: str) -> dict[str, Any]:
    return {code: ANSWERS[code] for code in codes} | changes


ABOUT = ("last_name", "first_name", "middle_name", "birth_date", "birth_place", "citizenship")


def test_the_calculators_choice_travels_into_the_application() -> None:
    make_service()
    visitor = Client()
    answer = visitor.post("/cabinet/apply/do-zarplaty/", {"amount": "30000", "payments": "12"})
    draft = the_draft()
    assert answer.status_code == 302
    assert answer["Location"] == url("application_step", draft, "about") + "?field=last_name"
    assert draft.answers == {"amount": "30000.00", "payments": 12}
    page = visitor.get(answer["Location"])
    assert page.status_code == 200
    html = page.content.decode()
    assert 'name="last_name"' in html
    assert "autofocus" in html
    assert "2500.00" in html
    assert 'data-autosave="' + url("application_answer", draft) + '"' in html
    assert "style=" not in html


def test_a_page_without_scripts_saves_a_step_and_goes_on(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    answer = browser.post(url("application_step", draft, "about"), step_answers(*ABOUT))
    assert (answer.status_code, answer["Location"]) == (302, url("application_step", draft, "document"))
    draft.refresh_from_db()
    assert draft.answers["last_name"] == "Королёва"
    assert draft.answers["birth_date"] == "1990-05-14"
    assert draft.place == {"step": "document", "field": None}


def test_wrong_answers_stay_on_the_page_each_with_its_sentence(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    posted = step_answers(*ABOUT, last_name="Анна 🙂", birth_date="31.02.1990", first_name="")
    answer = browser.post(url("application_step", draft, "about"), posted)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'value="Анна 🙂"' in html
    assert 'value="31.02.1990"' in html
    assert "data-error-summary" in html
    assert 'href="#id_last_name"' in html
    assert 'href="#id_first_name"' in html
    draft.refresh_from_db()
    assert draft.typed == {"last_name": "Анна 🙂", "birth_date": "31.02.1990"}
    assert "last_name" not in draft.answers
    assert draft.answers["birth_place"] == "г. Пермь"
    again = browser.get(url("application_step", draft, "about")).content.decode()
    assert 'value="31.02.1990"' in again


def test_a_name_of_100_kilobytes_is_refused_beside_the_field_and_changes_nothing(
    browser: Client, account: User
) -> None:
    draft = make_draft(actor_for(account), last_name="Орлова")
    answer = browser.post(url("application_step", draft, "about"), step_answers(*ABOUT, last_name="Я" * 100_000))
    assert answer.status_code == 422
    assert "100000" in answer.content.decode().replace("\xa0", "").replace("\u202f", "")
    draft.refresh_from_db()
    assert draft.answers["last_name"] == "Орлова"
    assert draft.typed == {}


@pytest.mark.parametrize("raw", ["Я" * 40_001, "А\x1bнна"])
def test_an_answer_that_cannot_even_be_kept_is_told_as_not_saved(browser: Client, account: User, raw: str) -> None:
    draft = make_draft(actor_for(account), last_name="Орлова")
    answer = browser.post(url("application_answer", draft), {"field": "last_name", "last_name": raw})
    assert answer.status_code == 422
    assert re.search(r'id="id_last_name-error"[^>]*>[^<]+<', answer.content.decode())
    draft.refresh_from_db()
    assert (draft.answers["last_name"], draft.typed) == ("Орлова", {})
    kept = browser.post(url("application_answer", draft), {"field": "last_name", "last_name": "Я" * 40_000})
    assert kept.status_code == 200


def test_html_in_a_field_is_text(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), birth_place='<script>alert("1")</script>')
    page = browser.get(url("application_step", draft, "about")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" in page
    check = browser.get(url("application_check", draft)).content.decode()
    assert "<script>alert" not in check


def test_a_field_is_saved_as_it_is_left(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    answer = browser.post(
        url("application_answer", draft), {"field": "inn", "inn": "123"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    html = answer.content.decode()
    assert 'id="id_inn-error"' in html
    assert "12" in html
    assert "3" in html
    draft.refresh_from_db()
    assert draft.typed == {"inn": "123"}
    answer = browser.post(url("application_answer", draft), {"field": "inn", "inn": "500100732259"})
    draft.refresh_from_db()
    assert (draft.answers["inn"], draft.typed) == ("500100732259", {})
    assert '<p class="field-error" id="id_inn-error" data-for="id_inn" hx-swap-oob="true"></p>' in (
        answer.content.decode()
    )


def test_a_question_that_an_answer_calls_for_appears(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    page = browser.get(url("application_step", draft, "work")).content.decode()
    assert 'id="slot_employer" hidden' in page
    answer = browser.post(url("application_answer", draft), {"field": "employment", "employment": "employed"})
    html = answer.content.decode()
    assert '<div id="slot_employer" hx-swap-oob="true">' in html
    assert 'name="employer"' in html
    answer = browser.post(url("application_answer", draft), {"field": "employment", "employment": "student"})
    assert '<div id="slot_employer" hidden hx-swap-oob="true"></div>' in answer.content.decode()


def test_without_scripts_new_questions_keep_the_person_on_the_step(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    posted = {"employment": "employed", "income": "42 000", "has_other_loans": "no"}
    answer = browser.post(url("application_step", draft, "work"), posted)
    assert answer.status_code == 422
    assert 'name="employer"' in answer.content.decode()
    answer = browser.post(
        url("application_step", draft, "work"), {**posted, "employer": "ООО «Ромашка»", "position": ""}
    )
    assert answer["Location"] == url("application_step", draft, "people")


def test_a_wrong_account_becomes_right_with_its_bank(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), bik="044525974")
    browser.post(url("application_answer", draft), {"field": "account", "account": "40817810700000000001"})
    draft.refresh_from_db()
    assert draft.typed == {"account": "40817810700000000001"}
    answer = browser.post(url("application_answer", draft), {"field": "bik", "bik": "044525225"})
    draft.refresh_from_db()
    assert (draft.typed, draft.answers["account"]) == ({}, "40817810700000000001")
    assert 'id="id_account-error" data-for="id_account" hx-swap-oob="true"></p>' in answer.content.decode()


def test_people_come_back_to_the_field_they_left(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    browser.post(url("application_answer", draft), {"field": "snils", "snils": "112-233-445 95"})
    answer = browser.get(url("cabinet_application", draft))
    assert answer["Location"] == url("application_step", draft, "document") + "?field=snils"
    assert "autofocus" in browser.get(answer["Location"]).content.decode()


def test_contact_persons_are_added_and_removed_without_scripts(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    people = url("application_step", draft, "people")
    answer = browser.post(people, {"add": "contact_persons"})
    assert answer["Location"] == people + "?field=contact_persons.0"
    assert 'name="contact_persons.0.contact_phone"' in browser.get(people).content.decode()
    posted = {
        "contact_persons.0.contact_name": "Пётр Орлов",
        "contact_persons.0.contact_relation": "friend",
        "contact_persons.0.contact_phone": "123",
    }
    browser.post(people, {**posted, "add": "contact_persons"})
    draft.refresh_from_db()
    assert len(draft.answers["contact_persons"]) == 2
    assert draft.typed == {"contact_persons.0.contact_phone": "123"}
    browser.post(people, {"remove": "contact_persons.0"})
    draft.refresh_from_db()
    assert draft.typed == {}
    assert draft.answers["contact_persons"] == [{"_id": "1"}]


def test_anothers_application_does_not_exist(browser: Client) -> None:
    theirs = make_draft(actor_for(make_user()))
    sent = send_application(make_user())
    for name, more in (
        ("cabinet_application", ()),
        ("application_step", ("about",)),
        ("application_check", ()),
        ("application_steps", ()),
        ("application_discard", ()),
    ):
        for application in (theirs, sent, uuid4()):
            assert browser.get(url(name, application, *more)).status_code == 404
            asked = Client().get(url(name, application, *more))
            assert (asked.status_code, asked["Location"].partition("?")[0]) == (302, "/sign-in/")
    posted = browser.post(url("application_step", theirs, "about"), step_answers(*ABOUT))
    assert posted.status_code == 404
    assert browser.post(url("application_answer", theirs), {"field": "inn", "inn": "1"}).status_code == 404
    assert browser.post(url("application_submission", theirs)).status_code == 404
    assert browser.post(url("application_withdrawal", sent)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.answers == {}


def test_a_step_that_is_none_or_not_needed(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    assert browser.get(url("application_step", draft, "nonsense")).status_code == 404
    assert browser.post(url("application_answer", draft), {"field": "nonsense", "nonsense": "1"}).status_code == 404


def test_fields_of_another_step_are_left_alone(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    browser.post(url("application_step", draft, "about"), step_answers(*ABOUT) | {"amount": "50000", "snils": "1"})
    draft.refresh_from_db()
    assert "amount" not in draft.answers
    assert draft.typed == {}


def test_the_home_page_says_what_to_do(browser: Client, account: User, django_assert_max_num_queries: Any) -> None:
    send_application(account)
    make_draft(actor_for(account))
    with django_assert_max_num_queries(12):
        html = browser.get(reverse("cabinet_home")).content.decode()
    assert html.count("До зарплаты") >= 2
    with django_assert_max_num_queries(8):
        assert browser.get(reverse("cabinet_applications")).status_code == 200


def test_pages_of_an_application_take_few_queries(
    browser: Client, account: User, django_assert_max_num_queries: Any
) -> None:
    draft = make_full_draft(actor_for(account))
    browser.get(url("application_step", draft, "loan"))
    with django_assert_max_num_queries(8):
        browser.get(url("application_step", draft, "loan"))
    with django_assert_max_num_queries(8):
        browser.get(url("application_check", draft))
    with django_assert_max_num_queries(12):
        browser.post(url("application_answer", draft), {"field": "income", "income": "50000"})
    sent = send_application(account)
    with django_assert_max_num_queries(10):
        browser.get(url("cabinet_application", sent))


def test_staff_look_at_applications_in_the_office_only(account: User) -> None:
    sent, draft = send_application(account), make_draft(actor_for(account), last_name="Орлова")
    staff = browser_of(make_staff())
    assert staff.get(url("cabinet_application", sent)).status_code == 404
    assert staff.get(url("application_check", draft)).status_code == 404
    listed = staff.get(reverse("cabinet_applications")).content.decode()
    assert str(sent.number) not in listed
    answer = staff.post("/cabinet/apply/do-zarplaty/")
    assert answer.status_code == 422


def test_documents_are_served_to_those_who_may_see_them(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account), service=make_service("biznes", "business_loan"))
    steps = draft.questionnaire_version.definition["steps"]
    code, path = next(
        (step["code"], field["code"]) for step in steps for field in step["fields"] if field["type"] == "file"
    )
    step_url = url("application_step", draft, code)
    wrong = browser.post(step_url, {path: SimpleUploadedFile("план.exe", b"MZ")})
    assert wrong.status_code == 422
    assert f'href="#id_{path}"' in wrong.content.decode()
    browser.post(step_url, {path: SimpleUploadedFile("план.pdf", b"%PDF-1.7\n%%EOF\n")})
    page = browser.get(step_url).content.decode()
    assert "план.pdf" in page
    document = Document.objects.get()
    served = browser.get(reverse("document", args=[document.pk]))
    assert b"".join(served) == b"%PDF-1.7\n%%EOF\n"
    assert served["Content-Disposition"].startswith("attachment")
    for close in served._resource_closers:
        close()
    document_url = reverse("document", args=[document.pk])
    assert Client().get(document_url)["Location"] == f"/sign-in/?next={document_url}"
    browser.post(step_url, {"remove_file": f"{path}:{document.pk}"})
    assert Document.objects.count() == 0
