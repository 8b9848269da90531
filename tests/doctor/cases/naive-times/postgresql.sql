create table customers (code text primary key, created_at timestamp);
create index on customers (created_at);
create table visits (code text primary key, at timestamptz, left_at timestamp(0));
create index on visits (at);
