-- Buyers who asked to be forgotten: what was done, and nothing of whom.
set local search_path to tracking, public;

alter table purchase add column erased_at timestamptz;  -- its buyer stays unknown, however often the shop registers it again

create table erasure (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  by text not null,                                    -- api, or command line
  shop_id bigint references shop,                      -- null: of all shops
  orders int not null,
  parcels int not null,
  wires_deleted int not null,
  wires_masked int not null);
