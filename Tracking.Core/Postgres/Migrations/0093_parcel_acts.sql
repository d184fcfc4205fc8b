-- What people did to a parcel beside its case, append-only; and which parcel was sent in place of which.
create table tracking.parcel_act (
  id bigint generated always as identity primary key,
  parcel_id bigint not null references tracking.parcel,
  leg_id bigint,                                       -- whose carrier was to be asked at once
  at timestamptz not null default clock_timestamp(),
  by text not null,
  act text not null,
  note text);
create index parcel_act_parcel on tracking.parcel_act (parcel_id, id);
create trigger parcel_act_append_only before update or delete on tracking.parcel_act for each row execute function tracking.case_act_is_append_only();

create table tracking.reshipment (
  parcel_id bigint not null references tracking.parcel,
  by_parcel_id bigint not null references tracking.parcel,
  by text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (parcel_id, by_parcel_id),
  check (parcel_id <> by_parcel_id));
create unique index reshipment_later on tracking.reshipment (by_parcel_id);
