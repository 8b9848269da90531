create table customers (id integer primary key, birthday text, points);
insert into customers
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
  select i, '1990-02-15', 7 from n;
update customers set birthday = '2026-02-30', points = 'many' where id = 7777;
