create table customers (id bigint primary key, birthday text, points numeric);
insert into customers select i, '1990-02-15', 7 from generate_series(1, 20000) as i;
update customers set birthday = '2026-02-30' where id = 7777;
