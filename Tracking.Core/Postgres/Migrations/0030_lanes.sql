-- What is usual, as learned each night; the newest version counts, the others are kept for a month to compare with.
create table tracking.lane_norms (
  version bigint generated always as identity primary key,
  learned_at timestamptz not null default clock_timestamp(),
  parcels int not null,                                -- timelines that were read
  document bytea not null);                            -- gzipped JSON

-- What was expected of a parcel when it was handed over, and what came of it: the product's own hit rate.
create table tracking.lane_forecast (
  parcel_id bigint primary key,
  made_at timestamptz not null default clock_timestamp(),
  version bigint not null,
  low90 date not null,
  low80 date not null,
  high80 date not null,
  high90 date not null,
  delivered_on date);
create index lane_forecast_open on tracking.lane_forecast (parcel_id) where delivered_on is null;
