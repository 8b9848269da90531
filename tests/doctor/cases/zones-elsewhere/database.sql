create table customers (code varchar(8) primary key, email text);
insert into customers values ('a', 'anna@shop.example'), ('b', 'bo@shop.example');
