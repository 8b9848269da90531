create table customers (id bigint primary key);
insert into customers values (1);
create table mail_events (smtp_id text, event text, received_at timestamptz);
create index mail_events_smtp_id on mail_events (smtp_id);
insert into mail_events
  
  select '14c5d75ce' || i || '.dfd.64b469', case when i % 5 = 0 then 'click' when i % 2 = 0 then 'open' else 'delivered' end,
         '2026-03-31 08:00:00' from generate_series(1, 500) as i;
