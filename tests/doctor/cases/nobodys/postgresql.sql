create table customers (id bigint primary key);
insert into customers select generate_series(1, 40);
create table orders (id bigint primary key, customer bigint, created_at timestamptz);
insert into orders select i, i, '2026-03-31 08:00:00' from generate_series(1, 50) as i;
create index orders_customer on orders (customer);
create index orders_created_at on orders (created_at);
create table bicycles (id bigint primary key, owner text, name text);
