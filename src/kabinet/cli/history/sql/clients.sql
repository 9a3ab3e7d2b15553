-- Accounts, the register: a person each, an organisation of some. A few surnames are borne by many, most by few.

create temp table client on commit drop as
select k, moment, business, surname.word || case when female then 'а' else '' end as last_name, first, middle,
       '+7000' || lpad(k::text, 7, '0') as phone, 'client' || k || '@history.example' as email,
       lpad(floor(pg_temp.chance(k, 'inn') * 999999999999)::bigint::text, 12, '7') as inn,
       date '1955-01-01' + floor(pg_temp.chance(k, 'birth') * 17000)::int as birth_date,
       jsonb_build_object('city', city, 'street', street, 'house', floor(1 + pg_temp.chance(k, 'house') * 120)::text,
                          'flat', floor(1 + pg_temp.chance(k, 'flat') * 90)::text) as address,
       lpad(floor(pg_temp.chance(k, 'snils') * 99999999999)::bigint::text, 11, '1') as snils,
       '45' || lpad(floor(pg_temp.chance(k, 'passport') * 99999999)::text, 8, '0') as passport,
       pg_temp.id_of(moment, k, 'account') as account_id,
       pg_temp.id_of(moment, k, 'person') as person_id,
       pg_temp.id_of(moment, k, case when business then 'organisation' else 'person' end) as party_id
from (
    select k, pg_temp.moment_of(ceil(k / {newcomers})::bigint) - interval '15 minutes' as moment,
           pg_temp.chance(k, 'business') < 0.12 as business,
           1 + floor(power(pg_temp.chance(k, 'surname'), 2.5) * (select count(*) from surname))::int as surname_place,
           1 + floor(pg_temp.chance(k, 'given') * 160)::int as given_place,
           (array['Москва', 'Тверь', 'Казань', 'Самара', 'Пермь', 'Омск', 'Тула'])[1 + floor(pg_temp.chance(k, 'city') * 7)::int]
               as city,
           (array['ул. Садовая', 'ул. Лесная', 'ул. Мира', 'ул. Речная'])[1 + floor(pg_temp.chance(k, 'street') * 4)::int]
               as street
    from generate_series(1, {persons}) k
) drawn
join surname on surname.place = surname_place
join given on given.place = given_place;
create unique index on client (k);
analyze client;

insert into identity_user
    (id, created_at, password, email, email_confirmed_at, phone, phone_confirmed_at, full_name, roles, is_active, session_epoch)
select account_id, moment, '!' || md5('client' || k), email, moment, phone, moment,
       last_name || ' ' || first || ' ' || middle, '{{}}', true, 0
from client order by k;

insert into parties_party (id, created_at, kind, account_id, display_name, inn, phone, email, search_text, revision)
select person_id, moment, 'person', account_id, last_name || ' ' || first || ' ' || middle, inn, phone, email,
       concat_ws(' ', replace(lower(last_name || ' ' || first || ' ' || middle), 'ё', 'е'), substr(phone, 2), email, inn), 1
from client order by k;

insert into parties_person
    (party_id, last_name, first_name, middle_name, birth_date, birth_place, citizenship, snils, passport_series,
     passport_number, passport_issued_on, passport_issuer, passport_issuer_code, registration_address, actual_address)
select person_id, last_name, first, middle, birth_date, 'г. ' || (address ->> 'city'), 'russia', snils, substr(passport, 1, 4),
       substr(passport, 5), birth_date + 7340, 'ОВД города ' || (address ->> 'city'), '770-001', address, '{{}}'
from client order by k;

insert into parties_party (id, created_at, kind, account_id, display_name, inn, phone, email, search_text, revision)
select party_id, moment, 'sole_proprietor', account_id, 'ИП ' || last_name || ' ' || first || ' ' || middle, inn, phone, email,
       concat_ws(' ', replace(lower('ип ' || last_name || ' ' || first || ' ' || middle), 'ё', 'е'), substr(phone, 2), email, inn),
       1
from client where business order by k;

insert into parties_organisation (party_id, full_name, ogrn, kpp, address, activity, head_id, head_position)
select party_id, '', '3' || lpad(k::text, 14, '0'), '', address, 'Производство мебели', person_id, ''
from client where business order by k;
