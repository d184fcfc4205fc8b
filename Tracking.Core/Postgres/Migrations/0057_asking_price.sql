-- Asking where news is likely: at which hours scans are heard, learned with the rest of what is usual (gzipped JSON), and by how much dearer an ask of a carrier
-- is than the setting says, so that its day's requests suffice.
alter table tracking.lane_norms add column rhythms bytea;
alter table tracking.budget add column price double precision not null default 1 check (price >= 1);
alter table tracking.budget add column priced_at timestamptz not null default '-infinity';
