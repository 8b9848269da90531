create table "Customers" ("CustomerId" integer primary key, "CreatedAt" text, "E-mail" text, accepts boolean);
insert into "Customers" values (1, '2026-03-31 08:00:00', 'a@shop.example', true);
create table orders (no text primary key, customer integer, at text, total real) without rowid;
insert into orders values ('A1', 1, '2026-03-31 08:00:00', 10), ('A2', null, '2026-03-31 08:00:00', 0);
create view placed_orders as select no as id, customer, at, total from orders;
