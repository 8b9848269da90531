create table customers (id bigint primary key, born text, seen text, married text);
insert into customers
  
  select i, '1990-02-15', '2026-03-01T08:00:00Z', '15/02/2020' from generate_series(1, 500) as i;
update customers set born = 'okänt', seen = 'never' where id = 77;
update customers set born = '1990-02-30' where id = 78;
update customers set married = '2020-02-15' where id % 3 = 0;
