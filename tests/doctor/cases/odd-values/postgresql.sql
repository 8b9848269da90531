create table customers (
  code text primary key, created text, accepts_email text, accepts_sms text, birthday text,
  name_day text
);
insert into customers values
  ('C-1', '2026-03-31T08:00:00Z', 'yes', 'yes', '31/12/1999', '2026-05-01'),
  ('C-2', 'yesterday at noon', 'no', 'perhaps', '1999-12-31', null);
