from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models, transaction
from django.db.models import Q

from kabinet.kernel.live_indexes import AddIndexLive

BATCH = 1000
WORK_OUT = """
    update lending_loan loan
    set unpaid_due = fresh.unpaid_due, days_off_extend = fresh.days_off_extend, needs_schedule = fresh.needs_schedule
    from (
        select loan.id,
               coalesce(schedule.days_off_extend, true) as days_off_extend,
               loan.status = 'issued' and loan.disbursed_on is not null and (
                   schedule.id is null
                   or (schedule.terms ->> 'issued')::date <> loan.disbursed_on
                   or (schedule.terms ->> 'amount')::numeric <> loan.amount
               ) as needs_schedule,
               case when loan.disbursed_on is not null then (
                   select min(due)
                   from (
                       select due, sum(payment) over (order by number) as fallen
                       from lending_instalment where schedule_id = schedule.id
                   ) instalment
                   where fallen > came_in.sum
               ) end as unpaid_due
        from lending_loan loan
        left join lateral (
            select id, terms, days_off_extend from lending_schedule where loan_id = loan.id order by number desc limit 1
        ) schedule on true
        cross join lateral (
            select coalesce(sum(case when reversed.kind = 'repayment' then -operation.amount
                                     when operation.kind = 'repayment' then operation.amount end), 0) as sum
            from lending_operation operation
            left join lending_operation reversed on reversed.id = operation.reverses_id
            where operation.loan_id = loan.id
        ) came_in
        where loan.id = any(%s)
    ) fresh
    where fresh.id = loan.id
      and (loan.unpaid_due, loan.days_off_extend, loan.needs_schedule)
          is distinct from (fresh.unpaid_due, fresh.days_off_extend, fresh.needs_schedule)
"""
"""As it was when these columns came; `lending.standing` goes on with the tables."""


def fill(apps, schema_editor):
    """Work out what issued loans keep, in batches. It may be repeated; nothing is kept locked in between.

    What a process of the version before writes after this, the nightly `lending.refresh_standing` mends.
    """
    loans = apps.get_model("lending", "Loan").objects.filter(status="issued").order_by("pk")
    last = UUID(int=0)
    while True:
        with transaction.atomic():
            ids = list(loans.select_for_update().filter(pk__gt=last).values_list("pk", flat=True)[:BATCH])
            if ids:
                with schema_editor.connection.cursor() as cursor:
                    cursor.execute(WORK_OUT, [ids])
        if len(ids) < BATCH:
            break
        last = ids[-1]


class Migration(migrations.Migration):
    """Standing of the loans there are, with its indexes; contracts found by a part of their number by an index."""

    atomic = False
    dependencies = [("lending", "0009_standing"), ("parties", "0001_initial")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        AddIndexLive(
            model_name="loan",
            index=models.Index(fields=["unpaid_due"], name="loan_unpaid", condition=Q(unpaid_due__isnull=False)),
        ),
        AddIndexLive(
            model_name="loan",
            index=models.Index(fields=["-created_at", "id"], name="loan_unscheduled", condition=Q(needs_schedule=True)),
        ),
        AddIndexLive(
            model_name="loan",
            index=models.Index(fields=["status", "-created_at", "id"], name="loan_newest_of_status"),
        ),
        AddIndexLive(
            model_name="loan",
            index=GinIndex(fields=["contract_key"], opclasses=["gin_trgm_ops"], name="contract_search"),
        ),
    ]
