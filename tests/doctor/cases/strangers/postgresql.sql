create table customers (id bigint primary key);
create table visits (id bigint primary key, customer_id bigint, at timestamptz);
create index visits_at on visits (at);
insert into visits select 1000 + i, i, '2026-03-31 08:00:00Z' from generate_series(1, 50) as n(i);
insert into customers select customer_id from visits;
