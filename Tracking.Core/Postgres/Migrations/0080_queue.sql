-- The queue and what people do in it: what cases are grouped by, when each is due, what ends a snooze, undo, links, views, presence.
set local search_path to tracking, public;

alter table work_case
  add column carrier text,                             -- of the leg that its worst finding speaks of, else of the last
  add column lane text,                                -- origin-destination, ? where not known
  add column facility text,                            -- where it was last seen
  add column chance double precision,                  -- of loss, 0 to 1
  add column due_at timestamptz,                       -- null: not set yet, or nothing is promised
  add column escalated_at timestamptz,
  add column wake_on text;                             -- what ends the snooze before its time

update work_case c set
  carrier = (select l.carrier from leg l where l.parcel_id = c.parcel_id and l.detached_at is null order by l.role = 'LastMile' desc, l.id desc limit 1),
  lane = (select coalesce(p.origin_country, t.document -> 'lane' ->> 'origin', '?') || '-' || coalesce(p.destination_country, t.document -> 'lane' ->> 'destination', '?')
          from parcel p left join timeline t on t.parcel_id = p.id where p.id = c.parcel_id)
where c.parcel_id is not null and c.closed_at is null;

create index work_case_due on work_case (due_at) where closed_at is null and escalated_at is null;
create index work_case_assignee on work_case (assignee) where assignee is not null;

-- An act says which version it made, and which acts were done at one stroke: both are what undo needs.
alter table case_act add column version int, add column stroke uuid;
create index case_act_stroke on case_act (stroke) where stroke is not null;

create table case_link (
  low_id bigint not null references work_case,
  high_id bigint not null references work_case,
  by text not null,
  at timestamptz not null,
  primary key (low_id, high_id),
  check (low_id < high_id));
create index case_link_high on case_link (high_id);

create table queue_view (                              -- a filter with a name
  id bigint generated always as identity primary key,
  owner text not null,                                 -- an e-mail address of ops
  name text not null,
  query text not null,                                 -- as in the address, without the question mark
  shared boolean not null default false,
  at timestamptz not null,
  unique (owner, name));

-- Who looks at which parcel now: worthless after a crash.
create unlogged table presence (
  parcel_id bigint not null,
  circuit uuid not null,
  person text not null,
  writing boolean not null default false,
  at timestamptz not null,
  primary key (parcel_id, circuit));

create table seen_act (                                -- up to which act somebody has been told
  person text primary key,
  act_id bigint not null);

create table team (
  id bigint generated always as identity primary key,
  name text not null unique,
  zone text not null default 'UTC',
  opens time not null default '09:00',
  closes time not null default '18:00',
  weekdays int[] not null default '{1,2,3,4,5}',       -- 1 is Monday
  check (opens < closes and cardinality(weekdays) > 0));
insert into team (name) values ('Operations');
alter table shop add column team_id bigint not null default 1 references team;

create table team_holiday (
  team_id bigint not null references team,
  day date not null,
  name text not null,
  primary key (team_id, day));

create table case_sla (                                -- within how many business hours a case wants to be closed; the most exact row counts
  kind text not null default '',
  tier text not null default '',
  hours numeric not null check (hours > 0),
  primary key (kind, tier));
create index case_act_escalated on case_act (id) where act = 'escalated';
