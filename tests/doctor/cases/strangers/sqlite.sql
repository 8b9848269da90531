create table customers (id integer primary key);
create table visits (id integer primary key, customer_id integer, at text);
create index visits_at on visits (at);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 50)
insert into visits select 1000 + i, i, '2026-03-31 08:00:00' from n;
insert into customers select customer_id from visits;
