-- The log of what happened, who was told of it, and who looked.

create temp table told on commit drop as
select moment, 'application.submitted' as name, 'applications.application' as kind, id as subject, party_id, account_id,
       'client' as actor_kind, account_id as actor_id, '' as actor_name,
       jsonb_build_object('number', number, 'amount', amount::text, 'payments', payments) as data
from asked join numbered using (n);

insert into told
select decided_at, 'application.' || status, 'applications.application', asked.id, party_id, account_id,
       case status when 'withdrawn' then 'client' else 'staff' end,
       case status when 'withdrawn' then account_id else manager.id end,
       case status when 'withdrawn' then '' else manager.full_name end, jsonb_build_object('number', number)
from asked join numbered using (n) join manager on manager.place = manager_place
where status in ('declined', 'withdrawn', 'approved', 'issued');

insert into told
select decided_at - interval '1 minute', 'application.assigned', 'applications.application', asked.id, party_id, account_id,
       'staff', manager.id, manager.full_name, jsonb_build_object('number', number, 'old', null, 'new', manager.id)
from asked join numbered using (n) join manager on manager.place = manager_place
where status in ('declined', 'approved', 'issued') and pg_temp.chance(n, 'assigned') < 0.2;

insert into told
select decided_at + step * interval '1 millisecond', name, 'lending.loan', id, party_id, account_id, 'staff', manager_id,
       manager_name, jsonb_build_object('contract_number', contract_number, 'amount', amount::text)
from lent, (values (1, 'loan.approved'), (2, 'schedule.published'), (3, 'loan.issued')) as steps (step, name)
where step < 3 or status = 'issued';

insert into told
select repaid.moment, 'loan.repayment_recorded', 'lending.loan', lent.id, party_id, account_id, 'system', null, '',
       jsonb_build_object('contract_number', contract_number, 'amount', paid::text)
from repaid join lent using (n);

insert into told
select moment + interval '1 millisecond', 'loan.closed', 'lending.loan', loan.id, loan.party_id, loan.account_id, 'system', null,
       '', jsonb_build_object('contract_number', loan.contract_number)
from lending_loan loan
join lateral (
    select created_at as moment from lending_operation where loan_id = loan.id order by "on" desc, id desc limit 1
) last on true
where loan.status = 'repaid' and loan.id in (select id from lent);

create temp table event on commit drop as
select pg_temp.id_of(moment, row_number() over (order by moment, subject, name), 'event') as id, told.*
from told order by moment, subject, name;
analyze event;

insert into kernel_event
    (id, happened_at, name, subject_kind, subject_id, party_id, actor_kind, actor_id, actor_name, data)
select id, moment, name, kind, subject, party_id, actor_kind, actor_id, actor_name, data from event;

insert into kernel_delivery (id, event_id, subscriber, status, attempts, error, created_at, finished_at)
select pg_temp.id_of(moment, row_number() over (), subscriber), id, subscriber, 'done', 1, '', moment,
       moment + interval '1 second'
from event join unnest({subscribers}::text[], {heard}::text[]) as subscription (subscriber, heard) on heard = name;

insert into notifications_notice (id, created_at, recipient_id, event_id, code, params, path, read_at)
select pg_temp.id_of(moment, row_number() over (), 'notice'), moment, account_id, id, name, data - 'payments',
       '/cabinet/' || case kind when 'lending.loan' then 'loans/' else 'applications/' end || subject || '/',
       case when moment < '{ends}'::timestamptz - interval '7 days' then moment + interval '1 hour' end
from event where name = any({told_to_client}::text[]);

insert into notifications_message
    (id, created_at, channel, template, recipient_id, address, subject, body, sealed_body, status, own_id, provider, provider_id,
     error_code, event_id, attempts, cost, sent_at, changed_at)
select pg_temp.id_of(moment, row_number() over (), 'message'), moment, 'email', 'event', account_id,
       'client@history.example', 'Новости о вашей заявке', 'Подробности — в личном кабинете.', '',
       case when pg_temp.chance(row_number() over (), 'sent') < 0.002 then 'failed' else 'sent' end,
       (select coalesce(max(own_id), 0) from notifications_message) + row_number() over (), 'smtp', '', '', id, 1, 0, moment, moment
from event
where name = any({told_to_client}::text[]) and moment > '{ends}'::timestamptz - interval '{messages_kept}';

insert into kernel_look (id, looked_at, actor_id, subject_kind, subject_id, party_id, window_start)
select pg_temp.id_of(moment, row_number() over (), 'look'), moment, actor_id, kind, subject, party_id, date_trunc('hour', moment)
from event where name in ('application.declined', 'application.approved', 'loan.issued')
on conflict do nothing;
