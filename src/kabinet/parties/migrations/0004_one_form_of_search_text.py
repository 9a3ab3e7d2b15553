"""Bring what the search looks in to the form that questions come in now.

Only rows that hold another dash, apostrophe or unseen mark, or letters in two parts, are written; the others are read
once. No lock but that of the rows.
"""

from django.db import migrations

FOLD = """
update parties_party
set search_text = translate(
    regexp_replace(normalize(search_text, nfc), '[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u3164\ufeff]', '', 'g'),
    '\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2018\u2019\u02bc\u00b4`', '-------''''''''''')
where search_text is not nfc normalized
   or search_text ~ '[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u3164\ufeff\u2010-\u2015\u2212\u2018\u2019\u02bc\u00b4`]'
"""


class Migration(migrations.Migration):
    """Rewrites the few search texts that are in another form."""

    dependencies = [("parties", "0003_keep_history")]

    operations = [migrations.RunSQL(FOLD, migrations.RunSQL.noop)]
