create table customers (
  id bigint primary key, created_at timestamp, email text, phone text, timezone text,
  language text, accepts_email boolean, first_name text, birth_date date
);
create table orders (id bigint primary key, customer_id bigint, created_at timestamp);
create table refunds (
  id bigint primary key, customer_id bigint not null, created_at timestamp, amount numeric,
  reason text, sku text
);
create index refunds_created_at on refunds (created_at);
create index refunds_customer_id on refunds (customer_id);
create table refund_lines (refund_id bigint, sku text, primary key (refund_id, sku));
create table products (sku text primary key, name text);
