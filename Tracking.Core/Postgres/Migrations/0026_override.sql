-- What people correct: an event with a name on it. Rows are only added, and closed once by whoever undoes them.
set local search_path to tracking, public;

create table override (
  id bigint generated always as identity primary key,
  parcel_id bigint not null references parcel,
  kind text not null,                                  -- Delivered | Lost | LegAttached | LegDetached | CarrierSet
  by text not null,
  at timestamptz not null default clock_timestamp(),
  reason text not null,
  occurred_at timestamptz,
  number text not null,
  carrier text,
  carrier_before text,
  leg_id bigint,
  undone_by text,
  undone_at timestamptz);
create index override_parcel on override (parcel_id, id);
