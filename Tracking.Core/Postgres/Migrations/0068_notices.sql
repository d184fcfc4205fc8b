-- What buyers asked to be told by e-mail, what they were told, and the messages on their way. No address is kept here: a message
-- reads its order's own when it leaves, and an order that forgot its buyer has none.
set local search_path to tracking, public;

create table subscription (
  id bigint generated always as identity primary key,
  purchase_id bigint not null unique references purchase,
  kinds text[] not null,
  language text not null,
  token_hash bytea not null unique,                    -- SHA-256 of the token that ends it
  token_cipher bytea not null,                         -- the token under Data Protection
  created_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz);                               -- when the buyer had enough

create table mail (
  id bigint generated always as identity primary key,
  subscription_id bigint not null references subscription,
  message_id text not null unique,                     -- fixed before it is handed to anybody
  asks boolean not null,                               -- asks whether it arrived, instead of telling
  state text not null default 'Waiting',               -- Waiting | Claimed | Sent | Refused | Uncertain | Dropped
  due_at timestamptz not null,
  planned_at timestamptz not null default clock_timestamp(),
  attempts int not null default 0,
  claimed_at timestamptz,
  claimed_by text,
  ended_at timestamptz,
  why text);                                           -- why it was refused, is uncertain, was dropped or waits again; never an address
create index mail_due on mail (due_at) where state = 'Waiting';
create index mail_claimed on mail (claimed_at) where state = 'Claimed';
create index mail_subscription on mail (subscription_id);
create index mail_list on mail (state, id);

-- Each real change once for each subscription, told or not: the key is what makes a second message impossible.
create table notice (
  parcel_id bigint not null references parcel,
  subscription_id bigint not null references subscription,
  kind text not null,
  occasion text not null,
  at timestamptz not null,
  mail_id bigint references mail,                      -- null: known before, older than the registration, or not wanted
  primary key (parcel_id, subscription_id, kind, occasion));
create index notice_mail on notice (mail_id) where mail_id is not null;
create index notice_subscription on notice (subscription_id);

-- How far the outbox was read for notices; it begins where it stands, for nobody asked for anything before.
create table notice_cursor (xid xid8 not null, line bigint not null);
insert into notice_cursor select coalesce((select o.xid from outbox o order by o.xid desc, o.cursor desc limit 1), '0'::xid8), coalesce((select o.cursor from outbox o order by o.xid desc, o.cursor desc limit 1), 0);

-- The switch of all messages, and whether the mail server answers.
create table mail_switch (
  one boolean primary key default true check (one),
  stopped_at timestamptz,
  stopped_by text,
  failing_since timestamptz,
  failure text);
insert into mail_switch default values;

-- The audit of messages: who stopped them, and what people made of uncertain ones. Append-only.
create table mail_act (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  by text not null,
  act text not null,
  mail_id bigint,
  note text);
create trigger mail_act_append_only before update or delete on mail_act for each row execute function case_act_is_append_only();

alter table shop add column notices jsonb not null default '{}';

-- What its buyer answered to "did it arrive?".
alter table parcel add column arrived boolean, add column arrived_said_at timestamptz;
