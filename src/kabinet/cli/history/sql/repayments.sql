-- Money that came back, by the schedule in force: most pay what falls due, some stop, some pay a part of the next.

create temp table repaid on commit drop as
select n, number, payment, interest, principal, paid, on_day, online,
       on_day::timestamp + interval '9 hours 30 minutes' as moment,
       pg_temp.id_of(on_day::timestamp + interval '9 hours 30 minutes', n * 100 + number, 'payment') as payment_id,
       pg_temp.id_of(on_day::timestamp + interval '9 hours 30 minutes', n * 100 + number, 'repayment') as id,
       schedule_id
from (
    select lent.n, row.number, row.schedule_id, row.payment, row.interest, row.principal,
           greatest(row.due - floor(pg_temp.chance(lent.n * 100 + row.number, 'early') * 3)::int, lent.disbursed_on) as on_day,
           pg_temp.chance(lent.n, 'online') < 0.6 as online,
           case when row.number <= pays then row.payment
                when pg_temp.chance(lent.n, 'part') < 0.5 then greatest(round(row.payment * 0.4, 2), 0.01) end as paid,
           pays
    from lent
    join lateral (
        select id from lending_schedule schedule where schedule.loan_id = lent.id order by number desc limit 1
    ) newest on true
    join lateral (
        select count(*) as fallen from lending_instalment where schedule_id = newest.id and due <= '{ends}'::date
    ) due on true
    join lateral (
        select case when pg_temp.chance(lent.n, 'reliable') < 0.88 then fallen
                    else floor(fallen * pg_temp.chance(lent.n, 'stops'))::int end as pays
    ) habit on true
    join lending_instalment row on row.schedule_id = newest.id and row.due <= '{ends}'::date and row.number <= pays + 1
    where lent.status = 'issued'
) drawn
where paid is not null and payment > 0;
analyze repaid;

insert into lending_operation (id, created_at, loan_id, kind, "on", amount, source, recorded_by)
select pg_temp.id_of(decided_at, n, 'disbursement'), decided_at, id, 'disbursement', disbursed_on, amount,
       'disbursement:' || id, manager_id
from lent where status = 'issued' order by n;

insert into lending_operation (id, created_at, loan_id, kind, "on", amount, source)
select repaid.id, moment, lent.id, 'repayment', on_day, paid,
       case when online then 'payment:' || payment_id else 'transfer:history:' || n || ':' || number end
from repaid join lent using (n) order by moment;

insert into lending_allocation (operation_id, schedule_id, instalment_number, bucket, amount)
select repaid.id, schedule_id, number, bucket, part
from repaid, lateral (
    values ('current_interest', least(interest, paid)), ('current_principal', paid - least(interest, paid))
) as parts (bucket, part)
where part > 0 order by moment;

insert into payments_payment
    (id, created_at, loan_id, payer_id, status, purpose, amount, currency, provider, shop_id, provider_id, confirmation_url,
     receipt, receipt_to, receipt_mark, failure_code, refunded_amount, form_token, credited_at, checked_at)
select payment_id, moment, lent.id, lent.account_id, 'succeeded', 'instalment', paid, 'RUB', 'yookassa', '100500',
       md5('provider' || payment_id), '', '{{}}', 'payer', '', '', 0, md5('form' || payment_id), moment, moment
from repaid join lent using (n) where online order by moment;

insert into payments_payment
    (id, created_at, loan_id, payer_id, status, purpose, amount, currency, provider, shop_id, provider_id, confirmation_url,
     receipt, receipt_to, receipt_mark, failure_code, refunded_amount, form_token, checked_at)
select pg_temp.id_of(before, n * 100 + number, 'refused'), before, lent.id, lent.account_id, 'cancelled', 'instalment', paid,
       'RUB', 'yookassa', '100500', md5('refused' || payment_id), '', '{{}}', 'payer', '', 'insufficient_funds', 0,
       md5('refused form' || payment_id), before
from repaid join lent using (n), lateral (select moment - interval '10 minutes' as before) earlier
where online and pg_temp.chance(n * 100 + number, 'refused') < 0.1 order by moment;

update lending_loan set status = 'repaid'
from (
    select schedule.loan_id
    from (select distinct on (loan_id) loan_id, total_payment from lending_schedule order by loan_id, number desc) schedule
    join lent on lent.id = schedule.loan_id
    join (select n, sum(paid) as paid from repaid group by n) came on came.n = lent.n
    where came.paid >= schedule.total_payment
) whole
where whole.loan_id = lending_loan.id and lending_loan.status = 'issued';
