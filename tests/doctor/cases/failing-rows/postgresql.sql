create table customers (id bigint primary key, points int);
insert into customers values (1, 5), (2, 0);
create table orders (id bigint primary key, customer bigint, created_at timestamptz, total text);
insert into orders values (1, 1, '2026-03-31 08:00:00', '17.50'), (2, 1, '2026-03-31 08:00:00', 'free');
create index orders_customer on orders (customer);
create index orders_created_at on orders (created_at);
