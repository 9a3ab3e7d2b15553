"""Who works here and what they may do."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.identity.actions.add_staff import add_staff
from kabinet.identity.actions.change_roles import change_roles
from kabinet.identity.actions.change_staff_address import change_staff_address
from kabinet.identity.actions.deactivate_staff import deactivate_staff
from kabinet.identity.actions.reactivate_staff import reactivate_staff
from kabinet.identity.fresh import fresh_page, fresh_page_for
from kabinet.identity.models import User
from kabinet.identity.presentation import RightLine, right_lines
from kabinet.identity.queries import member_of_staff
from kabinet.identity.queries import staff as staff_list
from kabinet.identity.rights import MANAGE_STAFF, SEE_STAFF
from kabinet.identity.roles import Role
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.ui.refusals import show_refusal
from kabinet.office.forms.staff import NewStaffForm, RolesForm, StaffAddressForm


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff, and the roles in words."""

    user: User
    roles: str


@dataclass(frozen=True)
class StaffPage(Page, template="office/staff.html"):
    """Who works here."""

    rows: list[Member]


@staff_page(SEE_STAFF)
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody, those with access first."""
    rows = [
        Member(user, ", ".join(str(Role(role).label) for role in user.roles)) for user in staff_list(actor_of(request))
    ]
    return show(request, StaffPage(rows))


@dataclass(frozen=True)
class RolesPage(Page, template="office/roles.html"):
    """Which role brings which rights."""

    rows: list[RightLine]


@staff_page(SEE_STAFF)
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Every right with the roles that bring it."""
    return show(request, RolesPage(right_lines()))


@dataclass(frozen=True)
class NewMemberPage(Page, template="office/staff_new.html"):
    """A new member of staff."""

    form: NewStaffForm


@staff_page(MANAGE_STAFF)
@fresh_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take somebody in."""
    if request.method != "POST":
        return show(request, NewMemberPage(NewStaffForm()))
    form = NewStaffForm(request.POST)
    if form.is_valid():
        try:
            add_staff(actor=actor_of(request), **form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Access is open. The first sign-in is with a code sent to the address."))
            return redirect("office_staff")
    return show(request, NewMemberPage(form), status=422)


@dataclass(frozen=True)
class MemberPage(Page, template="office/staff_member.html"):
    """One member of staff.

    Attributes:
        form: The roles.
        is_own: Whether it is the reader.
    """

    member: User
    form: RolesForm
    address_form: StaffAddressForm
    is_own: bool


@staff_page(SEE_STAFF, change=MANAGE_STAFF)
@fresh_page_for(MANAGE_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """One member of staff; a POST changes the roles."""
    actor = actor_of(request)
    user = member_of_staff(actor, user_id)
    if request.method != "POST":
        return _member_page(request, user, RolesForm(initial={"roles": user.roles}))
    form, seen = RolesForm(request.POST), request.POST["seen"].split() if "seen" in request.POST else None
    if form.is_valid():
        try:
            change_roles(actor=actor, user_id=user_id, roles=form.cleaned_data["roles"], seen=seen)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The roles are saved."))
            return redirect("office_staff")
    return _member_page(request, user, form, status=422)


@staff_page(MANAGE_STAFF)
@fresh_page
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give a member of staff another address to sign in with."""
    actor = actor_of(request)
    user = member_of_staff(actor, user_id)
    if request.method != "POST":
        return redirect("office_staff_member", user_id=user_id)
    form = StaffAddressForm(request.POST)
    if form.is_valid():
        try:
            change_staff_address(actor=actor, user_id=user_id, address=form.cleaned_data["address"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The address is saved; all sessions of this person have ended."))
            return redirect("office_staff_member", user_id=user_id)
    return _member_page(request, user, RolesForm(initial={"roles": user.roles}), address_form=form, status=422)


def _member_page(
    request: HttpRequest,
    user: User,
    form: RolesForm,
    *,
    address_form: StaffAddressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_own = user.pk == actor_of(request).user_id
    return show(request, MemberPage(user, form, address_form or StaffAddressForm(), is_own), status=status)


@staff_page(MANAGE_STAFF)
@fresh_page
@require_POST
def deactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Close somebody's access."""
    try:
        deactivate_staff(actor=actor_of(request), user_id=user_id)
    except Refused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, _("Access is closed; all sessions have ended."))
    return redirect("office_staff_member", user_id=user_id)


@staff_page(MANAGE_STAFF)
@fresh_page
@require_POST
def reactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Open somebody's access again."""
    reactivate_staff(actor=actor_of(request), user_id=user_id)
    messages.success(request, _("Access is open again."))
    return redirect("office_staff_member", user_id=user_id)
