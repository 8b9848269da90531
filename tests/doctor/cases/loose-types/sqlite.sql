create table customers (
  code text primary key, accepts_email, accepts_sms, member text, note text, birthday text,
  name_day text, points text, spent numeric, size integer
);
insert into customers values
  ('C-1', 1, 'true', 'Y', 'anna', '31/12/1999', '2026-05-01', '12.50', 12.5, 41),
  ('C-2', 0, 'false', 'N', 'bo', '1/1/2000', '', '500', 'n/a', 42),
  ('C-3', null, 'no', 'Yes', 'cia', null, null, '7', 7, null),
  ('C-4', 1, 'yes', 'Y', 'dan', null, null, '7', 7, null),
  ('C-5', 1, 'yes', 'Y', 'eva', null, null, '7', 7, null),
  ('C-6', 1, 'yes', 'Y', 'finn', null, null, '7', 7, null);
