-- Who is asked about a leg: its carrier where it can be asked, else an aggregator; while the carrier is undecided, each candidate in turn.
alter table tracking.leg add column carrier_by text not null default 'said';  -- said (by the shop, another carrier or a person), detected, answered
alter table tracking.leg add column tries int not null default 0;             -- asks while undecided
alter table tracking.leg add column round_left int not null default 0;        -- candidates still to be asked in this round
create index leg_undecided on tracking.leg (next_ask_at) where carrier is null and next_ask_at is not null and detached_at is null;

-- What some carriers want beside the number; the last four digits and no more.
alter table tracking.purchase add column phone_tail text;
alter table tracking.parcel add column phone_tail text;

-- The candidates that can be asked, best first, an aggregator last.
create function tracking.askable(candidates jsonb, able text[], aggregator text) returns text[] language sql immutable as $body$
  select array_agg(n order by ord) from (
    select n, ord from jsonb_array_elements_text(coalesce(candidates, '[]')) with ordinality as g(n, ord) where n = any(able)
    union all select aggregator, 1000000 where aggregator is not null) every
$body$;

create function tracking.asked_of(carrier text, candidates jsonb, tries int, able text[], aggregator text) returns text language sql immutable as $body$
  select case when carrier = any(able) then carrier
    when carrier is not null then aggregator
    else (select c[1 + tries % cardinality(c)] from (select tracking.askable(candidates, able, aggregator)) as g(c) where cardinality(c) > 0) end
$body$;
