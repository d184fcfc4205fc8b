-- Replays: stored wires read again under today's code tables and code. What was said stays; how we read it is made again.
set local search_path to tracking, public;

-- A statement that today's reader no longer finds in the newest wire that carried it: kept, but on no timeline.
alter table reading add column superseded_at timestamptz;

create index wire_parcel_wire on wire_parcel (wire_id);

-- Rows that people laid over a carrier's codes.csv.
create table code_row (
  id bigint generated always as identity primary key,
  carrier text not null,
  code text not null,
  sub text not null default '',
  milestone text,                                      -- null: left out on purpose, the note says why
  reason text,
  class text not null default 'Actual',
  note text not null default '',
  by text not null,
  at timestamptz not null default clock_timestamp(),
  removed_by text,
  removed_at timestamptz);
create unique index code_row_current on code_row (carrier, upper(code), upper(sub)) where removed_at is null;

create table replay (
  id bigint generated always as identity primary key,
  asked_by text not null,
  asked_at timestamptz not null default clock_timestamp(),
  since timestamptz,                                   -- wires received from then on; null: all
  carrier text,                                        -- its wires alone; null: all
  dry_run boolean not null,
  proposed jsonb not null default '[]',                -- code rows tried out by a dry run
  state text not null default 'Reading',               -- Reading | Comparing | Done | Cancelled | Failed
  tables text,                                         -- what it reads with; another build or table begins anew
  cursor_at timestamptz,                               -- wires are read down to here, newest first
  cursor_id bigint,
  cursor_parcel bigint,                                -- parcels are compared up to here
  wires bigint not null default 0,                     -- stored wires in its reach
  wires_read bigint not null default 0,
  wires_unreadable bigint not null default 0,
  wires_gone bigint not null default 0,                -- told of by statements, but kept no longer
  parcels bigint not null default 0,
  parcels_compared bigint not null default 0,
  readings_changed bigint not null default 0,
  statements_new bigint not null default 0,
  statements_superseded bigint not null default 0,
  timelines_changed bigint not null default 0,
  stages_changed bigint not null default 0,
  findings_opened bigint not null default 0,
  findings_cleared bigint not null default 0,
  findings_changed bigint not null default 0,
  cancelled_by text,
  why text,                                            -- why it failed
  lease_until timestamptz,
  lease_by uuid,
  ended_at timestamptz);
create unique index replay_alone on replay ((true)) where ended_at is null;

-- Readings that came out otherwise, until they are applied.
create table replay_reading (
  replay_id bigint not null references replay on delete cascade,
  parcel_id bigint not null,
  key bytea not null,
  kind text not null,                                  -- Changed | New | Superseded
  was_wire_id bigint,                                  -- of the reading it takes the place of
  milestone text,
  reason text,
  class text,
  local timestamp,
  offset_seconds int,
  basis text,
  place jsonb,
  mapping text,
  table_version text,
  wire_id bigint,
  said jsonb,                                          -- of a new statement, with its earliest wire
  first_wire_id bigint,
  first_received_at timestamptz,
  trust text,
  primary key (replay_id, parcel_id, key));

create table replay_snapshot (
  replay_id bigint not null references replay on delete cascade,
  parcel_id bigint not null,
  source text not null,
  number text not null,
  received_at timestamptz not null,
  document jsonb not null,
  primary key (replay_id, parcel_id, source, number));

-- Parcels whose timeline or findings come out otherwise; the lines, before and after, of the first of them.
create table replay_change (
  replay_id bigint not null references replay on delete cascade,
  parcel_id bigint not null,
  stage_before text,
  stage_after text,
  findings text[] not null,
  lines jsonb,
  primary key (replay_id, parcel_id));
