create table customers (id bigint primary key);
create table tickets (
  id bigint primary key, customer_id bigint not null, opened_at timestamptz, status text, title text
);
create index tickets_customer_id on tickets (customer_id, opened_at);
create index tickets_opened_at on tickets (opened_at);
insert into customers values (1), (2);
insert into tickets values
  (1, 1, '2026-03-31 07:00:00', 'open', 'Where is it?'),
  (2, 1, '2026-03-31 07:30:00', 'closed', 'Found it'),
  (3, 2, '2026-03-31 07:45:00', 'open', 'Wrong size');
