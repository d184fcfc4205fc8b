-- What chance of loss was told of a silent parcel, and what came of it: the product's own calibration.
create table tracking.loss_forecast (
  parcel_id bigint not null,
  since timestamptz not null,                          -- the last scan before the silence
  days int not null,                                   -- 7, 14, 21 or 30 silent days
  made_at timestamptz not null default clock_timestamp(),
  version bigint not null,
  chance double precision not null,
  lost boolean,                                        -- null while nobody knows
  primary key (parcel_id, since, days));
create index loss_forecast_open on tracking.loss_forecast (parcel_id) where lost is null;
