from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_attempts")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="cost",
            field=models.DecimalField(
                db_default=0,
                decimal_places=2,
                help_text="Roubles of an SMS: reckoned when written down, then as the operator says.",
                max_digits=8,
            ),
        ),
    ]
