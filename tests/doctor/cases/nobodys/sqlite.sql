create table customers (id integer primary key);
insert into customers
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 40) select i from n;
create table orders (id integer primary key, customer integer, created_at text);
insert into orders
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 50)
  select i, i, '2026-03-31 08:00:00' from n;
create index orders_customer on orders (customer);
create index orders_created_at on orders (created_at);
create table bicycles (id integer primary key, owner integer, name text);
