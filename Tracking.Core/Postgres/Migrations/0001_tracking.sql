-- Everything the product knows. Parcel ids are time-ordered, so the hot tables are partitioned by them; wires come before
-- their parcels are known and are partitioned by the time they came.
create schema if not exists tracking;
set local search_path to tracking, public;

create sequence parcel_seq;
create sequence wire_seq;
create sequence version_seq;

-- Milliseconds since 1970 in the high bits, a counter in the low sixteen.
create function next_parcel_id() returns bigint language sql volatile as
'select ((extract(epoch from clock_timestamp()) * 1000)::bigint << 16) | (nextval(''tracking.parcel_seq'') & 65535)';

-- ---------------------------------------------------------------- who sells, what was bought
create table shop (
  id bigint generated always as identity primary key,
  name text not null unique,
  support_url text,
  zone text not null default 'UTC',
  created_at timestamptz not null default clock_timestamp());

create table api_key (
  id bigint generated always as identity primary key,
  shop_id bigint not null references shop,
  prefix text not null,
  hash bytea not null unique,                          -- SHA-256 of the whole key
  created_at timestamptz not null default clock_timestamp(),
  used_at timestamptz,
  revoked_at timestamptz);

create table purchase (                                -- an Order; "order" is a word of SQL
  id bigint generated always as identity primary key,
  shop_id bigint not null references shop,
  channel text not null,
  number text not null,
  placed_at timestamptz,
  buyer_email text,                                    -- personal data: erased 90 days after delivery
  buyer_email_key bytea,                               -- SHA-256 of the lower-cased address, for look-ups
  buyer_name text,
  locale text,
  destination_country text,
  destination_postcode text,
  value_amount numeric,
  value_currency text,
  tier text,
  token_hash bytea not null unique,                    -- SHA-256 of the token
  token_cipher bytea not null,                         -- the token under Data Protection
  token_revoked_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  unique (shop_id, channel, number));
create index purchase_number on purchase (upper(number));

create table parcel (
  id bigint primary key default next_parcel_id(),
  registered_at timestamptz not null default clock_timestamp(),
  ordered_at timestamptz,
  origin_country text,
  destination_country text,
  destination_postcode text,
  promised_by date,
  value_amount numeric,
  value_currency text,
  tier text,
  inspect_at timestamptz);                             -- when silence next changes a finding
create index parcel_inspect on parcel (inspect_at) where inspect_at is not null;

create table purchase_parcel (
  purchase_id bigint not null references purchase,
  parcel_id bigint not null references parcel,
  ordinal int not null,
  primary key (purchase_id, parcel_id));
create index purchase_parcel_parcel on purchase_parcel (parcel_id);

create table item (
  purchase_id bigint not null references purchase,
  parcel_id bigint not null references parcel,
  sku text not null,
  title text,
  quantity int not null,
  primary key (purchase_id, parcel_id, sku));

create table leg (
  id bigint generated always as identity primary key,
  parcel_id bigint not null references parcel,
  carrier text,                                        -- null: not decided yet, see candidates
  number text not null,
  role text not null,
  added_at timestamptz not null default clock_timestamp(),
  added_by text not null default 'registered',
  tracks_until text,
  candidates jsonb,
  detached_at timestamptz,
  enrolled_at timestamptz,                             -- announced to a carrier that wants that before it is asked
  next_ask_at timestamptz,                             -- null: not asked
  asked_at timestamptz,
  answered_at timestamptz,
  outcome text,
  outcome_why text,
  not_found_since timestamptz,
  failures int not null default 0,
  unique nulls not distinct (parcel_id, carrier, number));
create index leg_number on leg (number, carrier) where detached_at is null;
create index leg_due on leg (carrier, next_ask_at) where next_ask_at is not null and detached_at is null;

-- ---------------------------------------------------------------- what carriers said, byte for byte
create table wire (
  id bigint not null default nextval('tracking.wire_seq'),
  received_at timestamptz not null default clock_timestamp(),
  carrier text not null,
  kind text not null,
  trust text not null,
  status int not null default 200,
  content_type text,
  retry_after_seconds int,
  asked text[] not null default '{}',
  body bytea not null,
  primary key (received_at, id)) partition by range (received_at);
create index wire_id on wire (id);
create table wire_rest partition of wire default;

create table inbox (
  id bigint generated always as identity primary key,
  wire_id bigint not null,
  wire_received_at timestamptz not null,
  attempts int not null default 0,
  lease_until timestamptz,
  lease_by uuid,
  last_error text);

-- A proven push seen before is answered with its first receipt.
create table push_seen (
  carrier text not null,
  body_hash bytea not null,
  receipt text not null,
  wire_id bigint not null,
  wire_received_at timestamptz not null,
  at timestamptz not null default clock_timestamp(),
  primary key (carrier, body_hash));
create unique index push_seen_receipt on push_seen (receipt);

-- Proven but unreadable, or three times failed: set aside with the reason.
create table quarantine (
  wire_id bigint primary key,
  wire_received_at timestamptz not null,
  carrier text not null,
  why text not null,
  at timestamptz not null default clock_timestamp());

-- Proven wires that speak of numbers nobody registered yet; read again when one is.
create table waiting (
  number text not null,
  carrier text not null,
  wire_id bigint not null,
  wire_received_at timestamptz not null,
  primary key (number, carrier, wire_id));

-- Whoever looks for parcels by number and acts on finding none, and whoever registers one, holds this lock first: else a push and
-- its registration could miss each other.
create function lock_numbers(numbers text[]) returns void language plpgsql as $body$
declare one text;
begin
  for one in select distinct n from unnest(numbers) n order by n loop
    perform pg_advisory_xact_lock(hashtextextended(one, 7));
  end loop;
end $body$;

-- Puts the wires that wait for these numbers back into the inbox.
create function release_waiting(numbers text[]) returns bigint language sql as $body$
  with gone as (delete from tracking.waiting where number = any(numbers) returning wire_id, wire_received_at),
  queued as (insert into tracking.inbox (wire_id, wire_received_at) select distinct wire_id, wire_received_at from gone returning 1)
  select count(*) from queued
$body$;

create table refused_push (
  id bigint generated always as identity primary key,
  receipt text not null,
  carrier text not null,
  why text not null,
  status int not null,
  body bytea not null,                                 -- the first 4 KiB
  at timestamptz not null default clock_timestamp());
create index refused_push_carrier on refused_push (carrier, at);

create table wire_parcel (
  parcel_id bigint not null,
  wire_id bigint not null,
  wire_received_at timestamptz not null,
  primary key (parcel_id, wire_id)) partition by range (parcel_id);
create table wire_parcel_rest partition of wire_parcel default;

-- ---------------------------------------------------------------- statements and their readings
create table statement (
  parcel_id bigint not null,
  key bytea not null,
  source text not null,
  number text not null,
  carrier text,
  part text,
  code text,
  sub_code text,
  wording text,
  language text,
  clock text not null,
  wall_clock text not null,
  place_said text,
  wire_id bigint not null,
  received_at timestamptz not null,
  trust text not null,
  primary key (parcel_id, key)) partition by range (parcel_id);
create table statement_rest partition of statement default;

create table reading (
  parcel_id bigint not null,
  key bytea not null,
  milestone text,
  reason text,
  class text not null,
  local timestamp,
  offset_seconds int,
  basis text,
  place jsonb,
  mapping text not null,
  table_version text not null,
  wire_id bigint not null,                             -- the newest wire it was read from
  primary key (parcel_id, key)) partition by range (parcel_id);
create table reading_rest partition of reading default;

create table snapshot (
  parcel_id bigint not null,
  source text not null,
  number text not null,
  received_at timestamptz not null,
  document jsonb not null,
  primary key (parcel_id, source, number)) partition by range (parcel_id);
create table snapshot_rest partition of snapshot default;

-- ---------------------------------------------------------------- what we make of it; Settle is the only writer
create table timeline (
  parcel_id bigint primary key,
  version bigint not null,
  hash text not null,
  stage text,
  milestone text,
  kind text not null,
  last_scan_at timestamptz,
  last_news_at timestamptz,
  settled_at timestamptz not null,
  document jsonb not null);

create table finding (
  id bigint generated always as identity primary key,
  parcel_id bigint not null references parcel,
  kind text not null,
  subject text not null default '',
  severity text not null,
  since timestamptz not null,
  opened_at timestamptz not null,
  cleared_at timestamptz,
  document jsonb not null);
create unique index finding_open on finding (parcel_id, kind, subject) where cleared_at is null;
create index finding_parcel on finding (parcel_id);

create table incident (
  id bigint generated always as identity primary key,
  kind text not null,
  subject text not null,
  since timestamptz not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  parcels int not null default 0,
  sentence text not null);
create unique index incident_open on incident (kind, subject) where closed_at is null;

create table work_case (                               -- a Case; "case" is a word of SQL
  id bigint generated always as identity primary key,
  parcel_id bigint references parcel,
  incident_id bigint references incident,
  state text not null default 'Open',                  -- Open | Acknowledged | Snoozed | Resolved | Dismissed | Cleared
  severity text not null,
  kind text not null,                                  -- of its worst open finding
  rank double precision not null default 0,            -- what waiting costs; the queue's order, highest first
  assignee text,
  snoozed_until timestamptz,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz,
  version int not null default 1,
  check ((parcel_id is null) <> (incident_id is null)));
create unique index work_case_parcel on work_case (parcel_id) where closed_at is null;
create unique index work_case_incident on work_case (incident_id) where closed_at is null;
create index work_case_queue on work_case (rank desc, id) where closed_at is null;

-- The audit: who did what to a case, when, and why. Append-only.
create table case_act (
  id bigint generated always as identity primary key,
  case_id bigint not null references work_case,
  at timestamptz not null default clock_timestamp(),
  by text not null,
  act text not null,
  note text,
  before jsonb,
  after jsonb);
create index case_act_case on case_act (case_id, id);
create function case_act_is_append_only() returns trigger language plpgsql as
'begin raise exception ''the audit is append-only''; end';
create trigger case_act_append_only before update or delete on case_act for each row execute function case_act_is_append_only();

-- What changed, in commit-safe order: a reader stops below pg_snapshot_xmin.
create table outbox (
  cursor bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  parcel_id bigint not null,
  kind text not null,                                  -- timeline | finding | case
  detail text,
  version bigint not null,
  at timestamptz not null default clock_timestamp());

-- ---------------------------------------------------------------- carriers
create table account (
  carrier text primary key,
  base_address text,
  cipher bytea not null,                               -- settings and push secrets under Data Protection
  paused_at timestamptz,
  changed_at timestamptz not null default clock_timestamp());

create table carrier_health (
  carrier text primary key,
  answering boolean,                                   -- null: never asked
  since timestamptz,                                   -- since when it answers, or does not
  last_asked_at timestamptz,
  last_answer_at timestamptz,
  last_failure_at timestamptz,
  last_failure text,
  last_push_at timestamptz,
  pushes_proven bigint not null default 0,
  pushes_refused bigint not null default 0);

create table budget (
  carrier text primary key,
  next_at timestamptz not null default '-infinity',    -- no request before
  day date not null default current_date,
  spent int not null default 0);

create table data_key (
  name text primary key,
  xml text not null,
  created_at timestamptz not null default clock_timestamp());

-- ---------------------------------------------------------------- partitions
create function parcel_id_at(at timestamptz) returns bigint language sql immutable as
'select (extract(epoch from at) * 1000)::bigint << 16';

-- Makes the partitions of the month of a moment and the two after it.
create function make_partitions(at timestamptz) returns void language plpgsql as $body$
declare
  start timestamptz;
  hot text;
begin
  perform pg_advisory_xact_lock(hashtext('tracking.make_partitions'));
  for i in 0..2 loop
    start := (date_trunc('month', at at time zone 'UTC') + make_interval(months => i)) at time zone 'UTC';
    execute format('create table if not exists tracking.wire_%s partition of tracking.wire for values from (%L) to (%L)',
      to_char(start at time zone 'UTC', 'YYYYMM'), start, start + interval '1 month');
    foreach hot in array array['wire_parcel', 'statement', 'reading', 'snapshot'] loop
      execute format('create table if not exists tracking.%s_%s partition of tracking.%s for values from (%s) to (%s)',
        hot, to_char(start at time zone 'UTC', 'YYYYMM'), hot, tracking.parcel_id_at(start), tracking.parcel_id_at(start + interval '1 month'));
    end loop;
  end loop;
end $body$;
select make_partitions(clock_timestamp());

-- Drops the partitions of wires that ended before a moment, and what pointed at them; returns how many partitions.
create function drop_wires_before(moment timestamptz) returns int language plpgsql as $body$
declare
  part record;
  dropped int := 0;
begin
  for part in
    select c.relname, (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz as ends
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'tracking.wire'::regclass and c.relname <> 'wire_rest'
  loop
    if part.ends <= moment then
      execute format('drop table tracking.%I', part.relname);
      dropped := dropped + 1;
    end if;
  end loop;
  delete from tracking.wire_rest where received_at < moment;
  delete from tracking.inbox where wire_received_at < moment;
  delete from tracking.quarantine where wire_received_at < moment;
  delete from tracking.waiting where wire_received_at < moment;
  delete from tracking.push_seen where wire_received_at < moment;
  delete from tracking.wire_parcel where wire_received_at < moment;
  return dropped;
end $body$;
