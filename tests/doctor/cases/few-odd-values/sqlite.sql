create table customers (id integer primary key, born text, seen text, married text);
insert into customers
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
  select i, '1990-02-15', '2026-03-01T08:00:00Z', '15/02/2020' from n;
update customers set born = 'okänt', seen = 'never' where id = 77;
update customers set born = '1990-02-30' where id = 78;
update customers set married = '2020-02-15' where id % 3 = 0;
