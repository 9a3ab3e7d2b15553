from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django.asserts import assertContains

from kabinet.cli.main import cli
from kabinet.identity.presentation import right_lines, trace_details
from kabinet.identity.rights import CORRECT_NUMBERS, MANAGE_LOANS, RIGHTS, SEE_LOANS
from kabinet.identity.roles import RIGHTS_OF, Role, rights_of, roles_with
from tests.support.identity import browser_of, make_staff

DOCS = Path(__file__).parents[2] / "docs" / "rights.md"


def test_who_manages_a_thing_sees_it() -> None:
    assert MANAGE_LOANS.implies == CORRECT_NUMBERS.implies == {SEE_LOANS}
    assert MANAGE_LOANS == "manage_loans"
    assert rights_of([Role.AUDITOR]) == {right for right in RIGHTS if right.is_to_see}
    assert rights_of([Role.AUDITOR, Role.MANAGER]) == RIGHTS_OF[Role.AUDITOR] | RIGHTS_OF[Role.MANAGER]
    assert rights_of(["role-gone-by"]) == frozenset()
    assert roles_with(MANAGE_LOANS) == [Role.MANAGER, Role.SENIOR_MANAGER]


def test_no_right_is_named_twice() -> None:
    assert len(set(RIGHTS)) == len(RIGHTS)
    assert all(right.sentence for right in RIGHTS)


def test_the_documentation_tells_every_right() -> None:
    text = DOCS.read_text("utf-8")
    with override("en"):
        for line in right_lines():
            assert f"| `{line.right}` | {line.right.sentence} | {line.role_names} |" in text


@pytest.mark.django_db
def test_the_command_and_the_page_tell_every_right() -> None:
    told = CliRunner().invoke(cli, ["rights"]).output
    page = browser_of(make_staff(Role.AUDITOR)).get(reverse("office_roles"))
    for right in RIGHTS:
        assert f"{right} " in told
        assertContains(page, f"<code>{right}</code>")
    assert Client().get(reverse("office_roles")).status_code == 302


def test_a_trace_is_read_by_the_name_it_was_written_with() -> None:
    assert trace_details({"right": "publish_schedules"}) == trace_details({"right": MANAGE_LOANS})
