create type status as enum ('paid', 'cancelled');
create table customers (
  id integer primary key, created timestamptz, email text, zone varchar(40), accepts smallint,
  level integer, member_id uuid, birthday integer, shoe_size text, is_member integer,
  is_vip boolean, seen_at text
);
create table tickets (customer text);
create table orders (
  id bigint primary key, customer_id bigint, customer_code text, created_at bigint, total numeric(10,2),
  status status, paid_at text, shipped_at bigint, sku text
);
create index on orders (customer_id);
create index on orders (customer_code);
create index on orders (created_at);
create index on orders (paid_at);
create table order_lines (order_id bigint, order_code text, sku text);
create index on order_lines (order_id);
create index on order_lines (order_code);
create table products (sku text primary key, name text);
