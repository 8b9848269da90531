create table customers (code text);
create index customers_code on customers (code);
insert into customers values ('a'), ('b'), ('b'), ('c'), ('c'), ('c'), (null);
create table companies (customer text, name text);
insert into companies values ('a', 'Acme'), ('b', 'Bolt'), ('b', 'Bolt & Co');
create table order_lines (order_no text, customer text, created_at timestamptz, status text);
create index order_lines_customer on order_lines (customer);
create index order_lines_created_at on order_lines (created_at);
insert into order_lines values
  ('17', 'a', '2026-03-31 08:00:00', 'paid'), ('17', 'a', '2026-03-31 08:00:00', 'paid'),
  ('18', 'a', '2026-03-31 08:00:00', 'confirmed'), (null, 'b', '2026-03-31 08:00:00', 'draft');
create table products (sku text, name text);
insert into products values ('S-1', 'Saddle'), ('S-1', 'Saddle, red'), (null, 'Gift');
