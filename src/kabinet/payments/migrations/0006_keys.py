from django.db import migrations, models

from kabinet.kernel.live_indexes import DropCoveredIndex, name_unique


def unique(model, field, name):
    return migrations.SeparateDatabaseAndState(
        database_operations=[name_unique(f"payments_{model}", field, name)],
        state_operations=[
            migrations.AddConstraint(model_name=model, constraint=models.UniqueConstraint(fields=[field], name=name)),
        ],
    )


class Migration(migrations.Migration):
    """The second indexes of forms and keys go: they served patterns that nobody looks for."""

    atomic = False
    dependencies = [("payments", "0005_list_of_status")]

    operations = [
        DropCoveredIndex(
            model_name="payment",
            name="form_token",
            field=models.CharField(max_length=64, help_text="A form sent twice makes one payment."),
        ),
        unique("payment", "form_token", "one_payment_per_form"),
        DropCoveredIndex(model_name="paymentattempt", name="idempotence_key", field=models.CharField(max_length=64)),
        unique("paymentattempt", "idempotence_key", "one_attempt_per_key"),
    ]
