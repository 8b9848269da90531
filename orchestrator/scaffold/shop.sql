-- Ten customers of a bicycle shop. ago(3) is three hours before the project was begun, in UTC.
begin;

insert into products (sku, name, category, price, stock, image, url) values
  ('HELM-01', 'Fjäll helmet',       'helmets', 899,  12, '#14594a', 'https://fjallhjul.example/p/helm-01'),
  ('LAMP-02', 'Norrsken light set', 'lights',  449,  40, '#8a5a12', 'https://fjallhjul.example/p/lamp-02'),
  ('TUBE-03', 'Inner tube 28"',     'parts',    79, 200, '#5c5c5c', 'https://fjallhjul.example/p/tube-03'),
  ('PACK-04', 'Pannier pair',       'bags',   1290,   6, '#7a2e2e', 'https://fjallhjul.example/p/pack-04');

insert into customers (id, created_at, email, phone, first_name, last_name, country, city, language, timezone, birth_date, accepts_email, accepts_sms) values
  -- New, and welcome:
  (1,  ago(3),    'maja@example.com',   '+46700000001', 'Maja',   'Lind',    'SE', 'Umeå',      'sv', 'Europe/Stockholm',  '1988-03-04', 1, 1),
  (2,  ago(30),   'johan@example.com',  null,           'Johan',  'Berg',    'NO', 'Tromsø',    'en', 'Europe/Oslo',       null,         1, 0),
  -- New, but has said no to marketing:
  (3,  ago(20),   'ingrid@example.com', null,           'Ingrid', 'Dahl',    'SE', 'Falun',     'sv', 'Europe/Stockholm',  null,         0, 0),
  -- Left a cart behind:
  (4,  ago(9000), 'emil@example.com',   '+4570000004',  'Emil',   'Holm',    'DK', 'Aarhus',    'en', 'Europe/Copenhagen', '1979-11-30', 1, 0),
  (5,  ago(4000), 'aino@example.com',   null,           'Aino',   'Laine',   'FI', 'Oulu',      'en', 'Europe/Helsinki',   '1995-06-18', 1, 0),
  -- Left a cart behind, and bought it after all:
  (6,  ago(3000), 'liv@example.com',    null,           'Liv',    'Solberg', 'NO', 'Bergen',    'en', 'Europe/Oslo',       null,         1, 0),
  -- A cart of one inner tube, and one that is being filled just now:
  (7,  ago(2500), 'oskar@example.com',  null,           'Oskar',  'Ek',      'SE', 'Luleå',     'sv', 'Europe/Stockholm',  null,         1, 0),
  (8,  ago(2000), 'freja@example.com',  null,           'Freja',  'Krogh',   'DK', 'Odense',    'en', 'Europe/Copenhagen', null,         1, 0),
  -- Without an address, and one who has not been here for long:
  (9,  ago(1500), null,                 '+46700000009', 'Nils',   'Vik',     'SE', 'Östersund', 'sv', 'Europe/Stockholm',  null,         1, 1),
  (10, ago(9500), 'saga@example.com',   null,           'Saga',   'Nyman',   'FI', 'Turku',     'en', 'Europe/Helsinki',   '1990-01-09', 1, 0);

insert into carts (id, customer_id, created_at, updated_at, value, status) values
  (1, 4, ago(6),   ago(5),    1290, 'open'),
  (2, 5, ago(27),  ago(26),    449, 'open'),
  (3, 6, ago(4),   ago(3),     899, 'converted'),
  (4, 7, ago(8),   ago(8),      79, 'open'),
  (5, 8, ago(0.5), ago(0.25),  899, 'open');

insert into cart_lines (cart_id, sku, name, quantity, price, image)
select cart.column1, product.sku, product.name, 1, product.price, product.image
from (values (1, 'PACK-04'), (2, 'LAMP-02'), (3, 'HELM-01'), (4, 'TUBE-03'), (5, 'HELM-01')) as cart
join products as product on product.sku = cart.column2;

insert into orders (id, order_no, customer_id, cart_id, created_at, updated_at, status, currency, total, shipping) values
  (1, 'F-1001', 10, null, ago(4900), ago(4800), 'delivered', 'SEK', 1290, 0),
  (2, 'F-1002', 10, null, ago(3700), ago(3600), 'delivered', 'SEK', 449, 49),
  (3, 'F-1003', 6,  3,    ago(2),    ago(2),    'paid',      'SEK', 899, 0);

insert into order_lines (order_id, sku, name, quantity, price, image)
select ordered.column1, product.sku, product.name, 1, product.price, product.image
from (values (1, 'PACK-04'), (2, 'LAMP-02'), (3, 'HELM-01')) as ordered
join products as product on product.sku = ordered.column2;

commit;
analyze;
