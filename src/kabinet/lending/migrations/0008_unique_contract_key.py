from django.core.management.base import CommandError
from django.db import migrations, models

from kabinet.lending.numbers import contract_key

BATCH = 1000
SHOWN = 20


def fill(apps, schema_editor):
    """Fold every number, in batches; stop when two contracts have one number, and name them.

    Nothing is kept locked in between. It may be repeated: numbers that were corrected meanwhile are folded anew.
    """
    loans = apps.get_model("lending", "Loan").objects.order_by("pk")
    written = {}
    last = None
    while True:
        batch = list((loans if last is None else loans.filter(pk__gt=last))[:BATCH])
        if not batch:
            break
        last = batch[-1].pk
        changed = [loan for loan in batch if loan.contract_key != contract_key(loan.contract_number)]
        for loan in batch:
            loan.contract_key = contract_key(loan.contract_number)
            written.setdefault(loan.contract_key, []).append(loan.contract_number)
        loans.model.objects.bulk_update(changed, ["contract_key"])
    refuse_twins([numbers for numbers in written.values() if len(numbers) > 1])


def refuse_twins(twins):
    if not twins:
        return
    lines = "\n".join("  " + ", ".join(f"«{number}»" for number in numbers) for numbers in twins[:SHOWN])
    more = f"\n  и ещё {len(twins) - SHOWN}" if len(twins) > SHOWN else ""
    raise CommandError(
        "Номера этих договоров отличаются только регистром, пробелами, видом тире или похожими русскими и латинскими "
        f"буквами:\n{lines}{more}\n"
        "Для сайта это один номер. Верните прежнюю версию, исправьте номера в рабочем месте (карточка займа → "
        "«Исправить номер») и обновите снова; номера не изменены."
    )


class Migration(migrations.Migration):
    """The folded number of every contract, unique; the table stays open to readers and writers.

    It may be repeated from the start wherever it broke off: a process of the version before may write a loan without
    a folded number between any two of its steps.
    """

    atomic = False
    dependencies = [("lending", "0007_contract_key")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("ALTER TABLE lending_loan DROP CONSTRAINT IF EXISTS one_loan_per_contract_key", ""),
                migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS one_loan_per_contract_key", ""),
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY one_loan_per_contract_key ON lending_loan (contract_key)", ""
                ),
                migrations.RunSQL(
                    "ALTER TABLE lending_loan ADD CONSTRAINT one_loan_per_contract_key"
                    " UNIQUE USING INDEX one_loan_per_contract_key",
                    "ALTER TABLE lending_loan DROP CONSTRAINT one_loan_per_contract_key",
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    model_name="loan",
                    constraint=models.UniqueConstraint(fields=["contract_key"], name="one_loan_per_contract_key"),
                ),
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("ALTER TABLE lending_loan DROP CONSTRAINT IF EXISTS contract_key_known", ""),
                migrations.RunSQL(
                    "ALTER TABLE lending_loan ADD CONSTRAINT contract_key_known CHECK (contract_key IS NOT NULL) NOT VALID",
                    "",
                ),
                migrations.RunSQL("ALTER TABLE lending_loan VALIDATE CONSTRAINT contract_key_known", ""),
                migrations.RunSQL(
                    "ALTER TABLE lending_loan ALTER COLUMN contract_key SET NOT NULL",
                    "ALTER TABLE lending_loan ALTER COLUMN contract_key DROP NOT NULL",
                ),
                migrations.RunSQL("ALTER TABLE lending_loan DROP CONSTRAINT contract_key_known", ""),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="loan",
                    name="contract_key",
                    field=models.CharField(
                        max_length=50, help_text="The number folded: two ways of writing are one number."
                    ),
                ),
            ],
        ),
    ]
