create table customers (id integer primary key, created_at text);
insert into customers values (1, '2026-03-01'), (2, '2026-03-02 10:00'), (3, '2026-03-03 10:00:00.25');
create table times (
  id integer primary key, fine text, iso text, with_offset text, seconds integer,
  milliseconds integer, mixed, mixed_texts text, european text, never text, name text
);
insert into times values
  (1, '2026-03-31 08:00:00', '2026-03-31T08:00:00Z', '2026-03-31 10:00:00+02:00', 1774944000,
   1774944000000, '2026-03-31 08:00:00', '2026-03-31 08:00:00', '31/03/2026 08:00',
   '0000-00-00 00:00:00', 'anna@shop.example'),
  (2, '2026-03-31 08:00:00.123456', '2026-03-31T08:00:00.123+02:00', '2026-03-31 10:00:00+02:00',
   1774944001, 1774944000001, 1774944000, '2026-03-31T08:00:00Z', '31/03/2026 08:01',
   '2026-03-31 08:00:00', 'bo@shop.example'),
  (3, null, null, null, null, null, null, null, null, null, null);
create index times_fine on times (fine);
create index times_iso on times (iso);
create index times_with_offset on times (with_offset);
create index times_seconds on times (seconds);
create index times_mixed on times (mixed);
create index times_mixed_texts on times (mixed_texts);
create index times_european on times (european);
create index times_never on times (never);
create index times_name on times (name);
