from uuid import UUID

import django.core.validators
import uuid6
from django.db import migrations, models

import kabinet.kernel.clock

_MOVED = (
    ("kernel_siteprofile", "organisation_siteprofile"),
    ("kernel_legaltext", "organisation_legaltext"),
    ("lending_regulatoryvalue", "organisation_regulatoryvalue"),
)
_GUARDS = ("append_only", "kept", "kept_whole")


_KINDS = (
    ("kernel.siteprofile", "organisation.siteprofile"),
    ("kernel.legaltext", "organisation.legaltext"),
    ("lending.regulatoryvalue", "organisation.regulatoryvalue"),
)

_Pairs = tuple[tuple[str, str], ...]
_Statement = str | tuple[str, list[str]]


def _renamed(pairs: _Pairs) -> list[_Statement]:
    """Tables with their rows and references, and the guards of the one that is never changed."""
    statements: list[_Statement] = []
    for old, new in pairs:
        statements.append(f"alter table {old} rename to {new}")
        if old.endswith("_legaltext"):
            statements += [f"alter trigger {old}_{guard} on {new} rename to {new}_{guard}" for guard in _GUARDS]
    return statements


def _readdressed(pairs: _Pairs) -> list[_Statement]:
    """What happened stays as it is written; only where the log finds its subject changes."""
    return [
        "alter table kernel_event disable trigger kernel_event_append_only",
        *(("update kernel_event set subject_kind = %s where subject_kind = %s", [new, old]) for old, new in pairs),
        "alter table kernel_event enable trigger kernel_event_append_only",
    ]


def _moved(tables: _Pairs, kinds: _Pairs) -> list[_Statement]:
    """The log first, which may have to wait for its writers: only then are tables taken that every page reads.

    Whoever waits longer gives up, and the whole may be repeated.
    """
    return ["set local lock_timeout = '10s'", *_readdressed(kinds), *_renamed(tables)]


def _back(pairs: _Pairs) -> _Pairs:
    return tuple((new, old) for old, new in pairs)


class Migration(migrations.Migration):
    """What the ground and lending kept of the organisation moves into a room of its own, tables with their rows."""

    initial = True
    dependencies = [
        ("kernel", "0008_connections"),
        ("applications", "0009_indexes"),
        ("lending", "0011_covered_indexes"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_moved(_MOVED, _KINDS), _moved(_back(_MOVED), _back(_KINDS)))],
            state_operations=[
                migrations.CreateModel(
                    name="LegalText",
                    fields=[
                        (
                            "id",
                            models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False),
                        ),
                        ("created_at", models.DateTimeField(default=kabinet.kernel.clock.now, editable=False)),
                        ("code", models.SlugField()),
                        ("number", models.PositiveIntegerField()),
                        ("title", models.CharField(max_length=250)),
                        ("body", models.TextField()),
                        ("published_at", models.DateTimeField(default=kabinet.kernel.clock.now)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "number"), name="one_legal_text_per_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegulatoryValue",
                    fields=[
                        (
                            "id",
                            models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False),
                        ),
                        ("created_at", models.DateTimeField(default=kabinet.kernel.clock.now, editable=False)),
                        (
                            "code",
                            models.CharField(
                                choices=[
                                    ("consumer.daily_rate_cap", "Highest daily rate, per cent a day"),
                                    ("consumer.psk_cap", "Highest full cost of credit, per cent a year"),
                                    ("consumer.overpayment_cap", "Highest overpayment, per cent of the sum"),
                                ],
                                max_length=40,
                            ),
                        ),
                        ("value", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="Value")),
                        ("valid_from", models.DateField(verbose_name="Valid from")),
                        ("source", models.CharField(max_length=300, verbose_name="Source")),
                    ],
                    options={
                        "ordering": ["code", "-valid_from"],
                        "constraints": [
                            models.UniqueConstraint(fields=("code", "valid_from"), name="one_value_per_day")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SiteProfile",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=UUID("00000000-0000-0000-0000-000000000001"),
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("revision", models.PositiveIntegerField(default=0, editable=False)),
                        ("name", models.CharField(max_length=100, verbose_name="Name")),
                        ("legal_name", models.CharField(max_length=250, verbose_name="Full legal name")),
                        ("inn", models.CharField(max_length=12, verbose_name="INN")),
                        ("ogrn", models.CharField(max_length=15, verbose_name="OGRN")),
                        (
                            "registry_number",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="Number in the Bank of Russia's register"
                            ),
                        ),
                        ("phone", models.CharField(max_length=20, verbose_name="Phone")),
                        ("email", models.EmailField(max_length=254, verbose_name="E-mail")),
                        ("address", models.CharField(max_length=300, verbose_name="Address")),
                        ("working_hours", models.CharField(blank=True, max_length=100, verbose_name="Working hours")),
                        ("bank_name", models.CharField(blank=True, max_length=150, verbose_name="Bank")),
                        ("bank_bik", models.CharField(blank=True, max_length=9, verbose_name="BIK")),
                        (
                            "bank_account",
                            models.CharField(blank=True, max_length=20, verbose_name="Settlement account"),
                        ),
                        (
                            "hue",
                            models.PositiveSmallIntegerField(
                                default=250,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(360),
                                ],
                                verbose_name="Brand hue",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", UUID("00000000-0000-0000-0000-000000000001"))),
                                name="one_site_profile",
                            ),
                            models.CheckConstraint(condition=models.Q(("hue__lte", 360)), name="hue_is_an_angle"),
                        ],
                    },
                ),
            ],
        )
    ]
