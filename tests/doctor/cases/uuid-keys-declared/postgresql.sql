create table customers (id uuid primary key);
create table orders (id uuid primary key, customer uuid, created_at timestamptz);
create index on orders (customer, created_at);
create index on orders (created_at);
