-- Each parcel's waits from one scan to the next, as timelines tell them: made anew from the timeline whenever it changes, kept while open and for 40 days after.
create table tracking.wait (
  parcel_id bigint not null,
  nth int not null,
  carrier text not null,
  facility text,
  country text,
  origin text,
  destination text,
  after text not null,                                 -- a Milestone
  began timestamptz not null,
  since timestamptz not null,
  ended timestamptz,
  told_by_carrier boolean not null default false,
  left_at timestamptz,
  primary key (parcel_id, nth));
create index wait_ended on tracking.wait (ended);

-- Up to which line of the outbox waits were made.
create table tracking.wait_cursor (one boolean primary key default true check (one), xid xid8 not null, line bigint not null);

-- When each carrier could be heard: answers to our asking and proven pushes, by the hour; kept for 40 days.
create table tracking.feed_hour (
  carrier text not null,
  hour timestamptz not null,
  answers int not null default 0,
  pushes int not null default 0,
  primary key (carrier, hour));

-- Spans in which a carrier told nothing: it did not answer, or its feed was dead. Silence in them is ours, for rules and for what is learned.
create table tracking.blind_span (
  carrier text not null,
  began timestamptz not null,
  ended timestamptz not null,
  primary key (carrier, began));

-- An incident is closed for people when closed_at is set; its cause is over when over_at is. By hand it can be closed before.
alter table tracking.incident
  add column over_at timestamptz,
  add column closed_why text,
  add column expected double precision,
  add column observed int,
  add column chance double precision,
  add column quarters jsonb;
create unique index incident_standing on tracking.incident (kind, subject) where over_at is null and kind <> 'CarrierSilent';

-- The parcels under an incident; one that was scanned again has left.
create table tracking.incident_parcel (
  incident_id bigint not null references tracking.incident,
  parcel_id bigint not null,
  joined_at timestamptz not null,
  left_at timestamptz,
  primary key (incident_id, parcel_id));
create index incident_parcel_held on tracking.incident_parcel (parcel_id) where left_at is null;

-- An incident stands and falls with its case: closed by hand it lets its parcels go, and stays closed until its cause has ended.
create function tracking.incident_follows_its_case() returns trigger language plpgsql as $body$
begin
  update tracking.incident set closed_at = new.closed_at
  where id = new.incident_id and closed_at is distinct from new.closed_at and (new.closed_at is null) <> (closed_at is null) and over_at is null;
  update tracking.incident_parcel set left_at = new.closed_at where incident_id = new.incident_id and left_at is null and new.closed_at is not null;
  return null;
end $body$;
create trigger incident_follows_its_case after update of closed_at on tracking.work_case
  for each row when (new.incident_id is not null and (old.closed_at is null) <> (new.closed_at is null)) execute function tracking.incident_follows_its_case();
