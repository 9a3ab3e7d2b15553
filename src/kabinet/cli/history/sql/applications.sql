-- Applications in every status. Old ones are decided; the newest wait, or are still being written.

create temp table asked on commit drop as
select n, k, drawn.moment, age, fate, product.service_id, product.version_id, product.regime, client.account_id, client.party_id,
       pg_temp.id_of(drawn.moment, n, 'application') as id,
       min_amount + amount_step * floor(power(pg_temp.chance(n, 'amount'), 2) * (max_amount - min_amount) / amount_step)::int
           as amount,
       min_payments + floor(pg_temp.chance(n, 'payments') * (max_payments - min_payments + 1))::int as payments,
       case
           when age < interval '30 days' and fate < 0.4 then 'draft'
           when age < interval '2 days' and fate < 0.9 then 'submitted'
           when age < interval '20 days' and fate > 0.998 then 'submitted'
           when pg_temp.chance(n, 'withdrawn') < 0.04 then 'withdrawn'
           when pg_temp.chance(n, 'lent') > {lent} then 'declined'
           when age < interval '5 days' or fate > 0.996 then 'approved'
           else 'issued'
       end as status,
       least(drawn.moment + interval '1 hour' * (1 + 39 * pg_temp.chance(n, 'decided')), '{ends}'::timestamptz) as decided_at,
       1 + floor(pg_temp.chance(n, 'manager') * (select count(*) from manager))::int as manager_place
from (
    select n, pg_temp.moment_of(n) as moment, '{ends}'::timestamptz - pg_temp.moment_of(n) as age,
           pg_temp.chance(n, 'fate') as fate,
           least({persons}, greatest(1, case
               when floor(n * {newcomers}) > floor((n - 1) * {newcomers}) then floor(n * {newcomers})
               else 1 + floor(pg_temp.chance(n, 'client') * greatest(floor(n * {newcomers}) - 1, 0))
           end))::bigint as k
    from generate_series(1, {applications}) n
) drawn
join client using (k)
join product on product.regime = case when client.business then 'business' else 'consumer' end
            and product.place = 1 + floor(pg_temp.chance(n, 'product') * product.rivals)::int;
create unique index on asked (n);
analyze asked;

create temp table numbered on commit drop as
select n, extract(year from moment) || '-'
          || lpad(((select last_value from application_number) + row_number() over (order by n))::text, 6, '0') as number
from asked where status <> 'draft';
create unique index on numbered (n);
analyze numbered;

insert into applications_application
    (id, created_at, service_id, questionnaire_version_id, status, number, account_id, party_id, manager_id, answers, typed,
     place, touched, consents, trail, amount, payments, decline_reason, revision, updated_at, submitted_at, decided_at)
select asked.id, moment, service_id, version_id, status, number, asked.account_id,
       case when status <> 'draft' then asked.party_id end,
       case when status <> 'draft' and (status <> 'submitted' or fate < 0.65) then manager.id end,
       case when status = 'draft' then jsonb_build_object('amount', amount::text, 'payments', payments)
            else answers || jsonb_build_object('amount', amount::text, 'payments', payments) end,
       '{{}}', '{{}}', '[]', '{{}}', '{{}}', case when status <> 'draft' then amount end,
       case when status <> 'draft' then payments end,
       case when status = 'declined' then 'Доход не позволяет платить по займу вместе с другими обязательствами.' else '' end,
       case status when 'draft' then 1 when 'submitted' then 2 else 3 end,
       case when status in ('draft', 'submitted') then moment else decided_at end,
       case when status <> 'draft' then moment end,
       case when status in ('declined', 'approved', 'issued') then decided_at end
from asked
join manager on manager.place = asked.manager_place
left join numbered using (n)
join lateral (
    select jsonb_build_object(
        'last_name', last_name, 'first_name', first, 'middle_name', middle, 'birth_date', birth_date, 'phone', phone,
        'email', email, 'passport', passport, 'snils', snils, 'passport_issued_on', birth_date + 7340,
        'passport_issuer', 'ОВД города ' || (address ->> 'city'), 'passport_issuer_code', '770-001',
        'registration_address', address, 'bik', '044525225', 'account', '40817810700000000001', 'consent_personal_data', true,
        'consent_credit_history', true, 'consent_electronic', true
    ) || case when business
        then jsonb_build_object('owner_inn', inn, 'ogrnip', '3' || lpad(k::text, 14, '0'), 'applicant_kind', 'sole_proprietor',
                                'purpose', 'equipment', 'staff', 6, 'activity', 'Производство мебели', 'business_address', address)
        else jsonb_build_object('inn', inn, 'income', '63096.00', 'employment', 'employed', 'purpose', 'repair',
                                'birth_place', 'г. ' || (address ->> 'city'), 'citizenship', 'russia',
                                'lives_at_registration', true, 'has_other_loans', false)
        end as answers
    from client where client.k = asked.k
) filled on true
order by n;

select setval('application_number', (select last_value from application_number) + (select count(*) from numbered));
