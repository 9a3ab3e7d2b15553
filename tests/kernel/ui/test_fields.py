from django import forms
from django.utils import translation

from kabinet.kernel.ui import fields
from tests.kernel.ui.markup import breaches
from tests.kernel.ui.pages import drawn


class LoanForm(forms.Form):
    amount = forms.CharField(
        label="Amount", help_text="In roubles", widget=forms.TextInput(attrs={"data-kind": "money"})
    )
    regime = forms.ChoiceField(label="Regime", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    region = forms.ChoiceField(
        label="Region", choices=[("", "Choose"), ("North", [("29", "Arkhangelsk"), ("51", "Murmansk")])], required=False
    )
    ways = forms.MultipleChoiceField(
        label="Ways", choices=[("sms", "SMS"), ("email", "E-mail")], widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(label="Note", max_length=20, required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="Agreed")
    scan = forms.FileField(label="Scan", required=False)
    secret = forms.CharField(label="Secret", widget=forms.PasswordInput, required=False)
    token = forms.CharField(widget=forms.HiddenInput, initial="t")

    def clean(self) -> None:
        self.add_error(None, "Nothing fits")


def _form() -> LoanForm:
    data = {"amount": "1 250", "region": "51", "ways": ["sms"], "note": "x" * 21, "secret": "hunter2", "token": "t"}
    return LoanForm(data)


def test_kinds_follow_widgets() -> None:
    kinds = {bound.name: fields.describe(bound).kind for bound in _form()}
    assert kinds == {
        "amount": "money",
        "regime": "choice",
        "region": "select",
        "ways": "choices",
        "note": "textarea",
        "agreed": "checkbox",
        "scan": "file",
        "secret": "password",
        "token": "hidden",
    }


def test_description_of_a_field() -> None:
    form = _form()
    amount = fields.describe(form["amount"], {"hx-get": "/q"})
    assert (amount.id, amount.name, amount.label, amount.hint) == ("id_amount", "amount", "Amount", "In roubles")
    assert (amount.value, amount.required, amount.optional) == ("1 250", True, False)
    assert amount.attrs == {"hx-get": "/q"}
    assert "maxlength" not in fields.describe(form["note"]).attrs
    assert fields.describe(form["note"]).counter == "20"
    assert fields.describe(form["region"]).options == [("", "Choose"), ("29", "Arkhangelsk"), ("51", "Murmansk")]
    assert fields.describe(form["ways"]).value == ["sms"]
    assert fields.describe(form["secret"]).value == ""
    assert fields.describe(form["agreed"]).value is False


def test_problems_lead_to_their_controls() -> None:
    with translation.override("en"):
        found = fields.problems(_form())
    assert [problem.href for problem in found] == ["", "#id_regime_0", "#id_note", "#id_agreed"]
    assert found[0].text == "Nothing fits"


def test_contains_compares_as_forms_send() -> None:
    assert fields.contains([1, 2], "1")
    assert fields.contains("sms", "sms")
    assert not fields.contains("sms", "s")
    assert not fields.contains(None, "")


def test_a_form_is_drawn_whole() -> None:
    with translation.override("en"):
        form = _form()
        form.errors  # noqa: B018 - the messages are worked out in the language of the test
    root = drawn(
        """{{ error_summary(form) }}
        {% call form_tag(action="/x/", csrf_input="", reader="") %}{{ form_fields(form) }}{% endcall %}""",
        form=form,
    )
    assert breaches(root) == []
    controls = {element.attrs["name"]: element for element in root.all("input", "select", "textarea")}
    assert set(controls) == {*form.fields, "drawn_for"}
    assert controls["amount"].attrs["inputmode"] == "decimal"
    assert controls["agreed"].attrs["aria-invalid"] == "true"
    assert "checked" not in controls["agreed"].attrs
    assert controls["note"].text == "x" * 21
    assert "value" not in controls["scan"].attrs
    assert controls["secret"].attrs["value"] == ""
    assert controls["token"].attrs == {"type": "hidden", "name": "token", "value": "t", "id": "id_token"}
    assert [option.attrs["value"] for option in root.all("option") if "selected" in option.attrs] == ["51"]
    links = [link.attrs["href"] for link in root.all("a")]
    assert links == ["#id_regime_0", "#id_note", "#id_agreed"]
    assert root.one("form").attrs == {"method": "post", "action": "/x/", "novalidate": ""}


def test_a_problem_names_its_field_when_there_are_several() -> None:
    class One(forms.Form):
        amount = forms.CharField(label="Сумма")

    class Two(One):
        note = forms.CharField(label="Заметка")

    with translation.override("ru"):
        assert [problem.text for problem in fields.problems(One({}))] == ["Заполните это поле."]
        assert [problem.text for problem in fields.problems(Two({}))] == [
            "Сумма: Заполните это поле.",
            "Заметка: Заполните это поле.",
        ]
