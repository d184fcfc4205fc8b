-- What was said and how it is read lie in one row: they are written together, and who reads the one wants the other. What was said still never changes.
set local search_path to tracking, public;

alter table statement
  add column milestone text,                           -- a Milestone, or -Milestone for what the statement takes back
  add column reason text,
  add column class text,
  add column local timestamp,
  add column offset_seconds int,
  add column basis text,                               -- a TimeBasis, and +Skipped or +Repeated where the clocks of the zone were changed over that hour
  add column place text,                               -- JSON
  add column mapping text,
  add column table_version text,
  add column read_wire_id bigint,                      -- the newest wire it was read from
  add column superseded_at timestamptz;                -- set where today's reader no longer finds it in that wire: kept, but on no timeline

update statement s set milestone = r.milestone, reason = r.reason, class = r.class, local = r.local, offset_seconds = r.offset_seconds, basis = r.basis,
  place = r.place::text, mapping = r.mapping, table_version = r.table_version, read_wire_id = r.wire_id, superseded_at = r.superseded_at
from reading r where r.parcel_id = s.parcel_id and r.key = s.key;
-- What had no reading was on no timeline.
update statement set class = 'Actual', mapping = 'unknown', table_version = '', read_wire_id = wire_id, superseded_at = clock_timestamp() where class is null;
alter table statement alter column class set not null, alter column mapping set not null, alter column table_version set not null, alter column read_wire_id set not null;

drop table reading;
create index statement_unknown on statement (parcel_id, key) where mapping = 'unknown';

create or replace function make_partitions(at timestamptz) returns void language plpgsql as $body$
declare
  start timestamptz;
  hot text;
begin
  perform pg_advisory_xact_lock(hashtext('tracking.make_partitions'));
  for i in 0..2 loop
    start := (date_trunc('month', at at time zone 'UTC') + make_interval(months => i)) at time zone 'UTC';
    execute format('create table if not exists tracking.wire_%s partition of tracking.wire for values from (%L) to (%L)',
      to_char(start at time zone 'UTC', 'YYYYMM'), start, start + interval '1 month');
    foreach hot in array array['wire_parcel', 'statement', 'snapshot'] loop
      execute format('create table if not exists tracking.%s_%s partition of tracking.%s for values from (%s) to (%s)',
        hot, to_char(start at time zone 'UTC', 'YYYYMM'), hot, tracking.parcel_id_at(start), tracking.parcel_id_at(start + interval '1 month'));
    end loop;
  end loop;
end $body$;

-- Timelines and places are written by the thousand and taken apart by no query: the server need not read them as JSON for that.
alter table timeline alter column document type text using document::text;
do $$
begin
  if (select 'lz4' = any(enumvals) from pg_settings where name = 'default_toast_compression') then
    alter table tracking.timeline alter column document set compression lz4;
  end if;
end $$;

-- One index for what a number is and for how it begins: each is written anew whenever a leg is planned.
drop index leg_number;
drop index leg_number_begins;
create index leg_number on leg (number text_pattern_ops, carrier);
