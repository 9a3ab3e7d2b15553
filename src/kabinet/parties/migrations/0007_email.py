from django.db import migrations, models
from django.db.models.functions import Lower

from kabinet.kernel.live_indexes import AddIndexLive


class Migration(migrations.Migration):
    """A client is found by a whole e-mail: parts of addresses are too alike for the index of the search text."""

    atomic = False
    dependencies = [("parties", "0006_list_of_kind")]

    operations = [
        AddIndexLive(model_name="party", index=models.Index(Lower("email"), name="party_email")),
    ]
