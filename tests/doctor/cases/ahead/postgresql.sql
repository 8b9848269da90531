create table customers (id bigint primary key, created_at timestamptz);
insert into customers values (1, '2026-03-31 07:59:00'), (2, '2026-03-31 08:02:00');
create table orders (id bigint primary key, customer bigint, created_at timestamptz, delivered bigint);
insert into orders values
  (1, 1, '2026-03-31 08:00:00', 1774944000), (2, 1, '2026-03-31 09:58:00', 1774944000),
  (3, 2, '2026-03-31 09:59:00', 2774944000);
create index orders_customer on orders (customer);
create index orders_created_at on orders (created_at);
