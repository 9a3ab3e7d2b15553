-- A loan of each application that was approved; of one in sixteen the money went out a day later than planned.

create temp table lent on commit drop as
select asked.n, asked.id as application_id, asked.account_id, asked.party_id, asked.service_id, asked.regime, asked.amount,
       asked.payments, asked.status, asked.decided_at, manager.id as manager_id, manager.full_name as manager_name,
       pg_temp.id_of(asked.decided_at, asked.n, 'loan') as id,
       (case asked.regime when 'business' then 'Б' else 'П' end)
           || '-' || to_char(asked.decided_at, 'YY') || '/' || lpad(asked.n::text, 7, '0') as contract_number,
       asked.decided_at::date as contract_date,
       case when asked.status = 'issued'
            then asked.decided_at::date + (pg_temp.chance(asked.n, 'later') < 0.06)::int end as disbursed_on
from asked
join manager on manager.place = asked.manager_place
where asked.status in ('approved', 'issued');
create unique index on lent (n);
analyze lent;

insert into lending_loan
    (id, created_at, application_id, party_id, account_id, product_id, regime, status, contract_number, contract_key,
     contract_date, disbursement_document, disbursed_on, amount, revision)
select id, decided_at, application_id, party_id, account_id, service_id, regime, status, contract_number, contract_number,
       contract_date, case when disbursed_on is null then '' else 'ПП-' || n end, disbursed_on, amount, 2
from lent order by n;
