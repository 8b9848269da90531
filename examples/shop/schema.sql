-- A small web shop as web shops are: the last state of every row, no history.
-- Every time is text in UTC, `YYYY-MM-DD HH:MM:SS`. Every price is in Swedish kronor.

create table customers (
  id            integer primary key,
  created_at    text not null,
  email         text,
  phone         text,
  first_name    text,
  last_name     text,
  country       text,
  city          text,
  language      text,
  timezone      text,
  birth_date    text,
  accepts_email integer,
  accepts_sms   integer
);
create index customers_created_at on customers (created_at);
create index customers_email on customers (email);

create table products (
  sku      text primary key,
  name     text not null,
  category text not null,
  price    numeric not null,
  stock    integer not null,
  image    text not null,  -- a colour, so that a mail shows something without loading a picture
  url      text not null
);
create index products_category on products (category);

create table carts (
  id          integer primary key,
  customer_id integer references customers (id),  -- null: a guest
  created_at  text not null,
  updated_at  text not null,  -- the last time its content changed; checking out does not count
  value       numeric not null,
  status      text not null   -- open, converted, expired
);
create index carts_customer_id on carts (customer_id);
create index carts_updated_at on carts (updated_at);

create table cart_lines (
  cart_id  integer not null references carts (id),
  sku      text not null references products (sku),
  name     text not null,
  quantity integer not null,
  price    numeric not null,
  image    text not null,
  primary key (cart_id, sku)
);

create table orders (
  id          integer primary key,
  order_no    text not null unique,
  customer_id integer references customers (id),  -- null: a guest
  cart_id     integer references carts (id),      -- null: ordered by phone
  created_at  text not null,
  updated_at  text not null,
  status      text not null,  -- paid, shipped, delivered, cancelled, refunded
  currency    text not null,
  total       numeric not null,
  shipping    numeric not null
);
create index orders_customer_id on orders (customer_id, created_at);
create index orders_cart_id on orders (cart_id);
create index orders_created_at on orders (created_at);
create index orders_updated_at on orders (updated_at);

create table order_lines (
  order_id integer not null references orders (id),
  sku      text not null references products (sku),
  name     text not null,
  quantity integer not null,
  price    numeric not null,
  image    text not null,
  primary key (order_id, sku)
);

create table refunds (
  id          integer primary key,
  order_id    integer not null references orders (id),
  customer_id integer references customers (id),
  created_at  text not null,
  amount      numeric not null,
  reason      text not null
);
create index refunds_order_id on refunds (order_id);
create index refunds_customer_id on refunds (customer_id, created_at);
create index refunds_created_at on refunds (created_at);
