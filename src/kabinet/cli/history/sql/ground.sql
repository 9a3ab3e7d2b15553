-- What the later steps draw from: chance that is the same for the same seed, ids in the order of time, names, products.

create or replace function pg_temp.chance(n bigint, what text) returns double precision language sql immutable as $$
    select ((hashint8extended(n, hashtextextended(what, {seed})) >> 11) & 9007199254740991) / 9007199254740992.0
$$;

create or replace function pg_temp.id_of(moment timestamptz, n bigint, what text) returns uuid language sql immutable as $$
    select (
        lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0')
        || '7' || substr(md5(what || n || {seed}), 1, 3) || '8' || substr(md5(what || n || {seed}), 4, 15)
    )::uuid
$$;

-- The moment of the n-th application: four years in all, each busier than the one before.
create or replace function pg_temp.moment_of(n bigint) returns timestamptz language sql stable as $$
    select date_trunc('milliseconds', '{ends}'::timestamptz - interval '1461 days' * (1 - power(n / {applications}.0, 0.6)))
$$;

create temp table surname (place serial, word text) on commit drop;
insert into surname (word) select unnest(string_to_array(
    'Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев'
    || ' Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов'
    || ' Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин',
    ' '
));
insert into surname (word)
select initcap(first || last || suffix)
from unnest(array['бар', 'вер', 'гор', 'дуб', 'жар', 'зем', 'кал', 'лар', 'мал', 'нар', 'пол', 'руд', 'сав', 'тар', 'ухт',
                  'хар', 'чер', 'шад', 'юр', 'яз']) first,
     unnest(array['ан', 'ач', 'еб', 'ев', 'ел', 'ен', 'ик', 'ил', 'им', 'ит', 'ок', 'ол', 'ом', 'он', 'ор', 'от', 'ош', 'ув',
                  'ул', 'ус', 'ух', 'уш', 'ыг', 'ыл', 'ым', 'ян']) last,
     unnest(array['ов', 'ин', 'цев']) suffix;

create temp table given (place serial, female boolean, first text, middle text) on commit drop;
insert into given (female, first, middle)
select female, first, middle
from (values
    (false, array['Александр', 'Дмитрий', 'Максим', 'Сергей', 'Андрей', 'Алексей', 'Артём', 'Илья', 'Кирилл', 'Роман'],
     array['Александрович', 'Дмитриевич', 'Сергеевич', 'Андреевич', 'Алексеевич', 'Ильич', 'Романович', 'Петрович']),
    (true, array['Анна', 'Мария', 'Елена', 'Дарья', 'Алина', 'Ирина', 'Екатерина', 'Арина', 'Полина', 'Ольга'],
     array['Александровна', 'Дмитриевна', 'Сергеевна', 'Андреевна', 'Алексеевна', 'Ильинична', 'Романовна', 'Петровна'])
) as halves (female, firsts, middles), unnest(firsts) first, unnest(middles) middle;

create temp table product on commit drop as
select service_id, regime, min_amount, max_amount, amount_step, min_payments, max_payments, version.id as version_id,
       row_number() over (partition by regime order by service.position, service.id) as place,
       count(*) over (partition by regime) as rivals
from lending_loanproduct
join catalogue_service service on service.id = service_id
join lateral (
    select id from questionnaires_questionnaireversion version
    where version.questionnaire_id = service.questionnaire_id
    order by number desc limit 1
) version on true;

insert into identity_user (id, created_at, password, email, email_confirmed_at, full_name, roles, is_active, session_epoch)
select pg_temp.id_of(pg_temp.moment_of(1), n, 'manager'), pg_temp.moment_of(1), '!' || md5('manager' || n),
       'manager' || n || '@history.example', pg_temp.moment_of(1), surname.word || ' ' || given.first || ' ' || given.middle,
       array['manager'], n <= 34, 0
from generate_series(1, 40) n
join surname on surname.place = 1 + floor(pg_temp.chance(n, 'manager.surname') * 400)
join given on given.place = 1 + floor(pg_temp.chance(n, 'manager.given') * 80);

create temp table manager on commit drop as
select id, full_name, row_number() over (order by id) as place
from identity_user where roles && array['manager', 'senior_manager']::varchar[] and is_active;
