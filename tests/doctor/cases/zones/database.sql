create table customers (code varchar(8) primary key, zone text, language text);
insert into customers values
  ('a', 'Europe/Stockholm', 'sv'), ('b', 'Europe/Oslo', 'nb_NO'), ('c', 'Stockholm', 'en-GB'),
  ('d', 'Stockholm', 'Swedish'), ('e', 'CET+1', ''), ('f', null, null), ('g', '', 'sv_SE'),
  ('h', 'UTC', 'zz');
