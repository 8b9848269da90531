create table customers ("Code" text);
create table orders (id text, customer text, created_at timestamptz, cancelled_at timestamptz);
create index orders_paid on orders (cancelled_at) where cancelled_at is not null;
create index orders_mixed on orders (id, customer, created_at);
create view seen_orders as select * from orders;
create table "Order Lines" ("order" text, sku text);
create table products (sku text, name text);
