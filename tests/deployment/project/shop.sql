create table customers (
  id text primary key,
  created_at text not null,
  email text,
  accepts_email integer not null,
  birth_date text
);
create table orders (
  id text primary key,
  customer_id text not null,
  created_at text not null
);
insert into customers values
  ('ada', '2026-03-31 07:00:00', 'ada@example.com', 1, '1990-03-31'),
  ('bo', '2026-03-31 07:30:00', 'bo@example.com', 1, '1990-06-01'),
  ('cy', '2026-03-31 07:45:00', null, 1, null),
  ('di', '2026-01-01 12:00:00', 'di@example.com', 0, null);
