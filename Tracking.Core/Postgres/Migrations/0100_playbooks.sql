-- Playbooks: what administrators make of those that come with the build, which steps of them were done in which case, and the letters
-- to buyers that people send from there. A playbook that nobody touched has no row: the build's own, version 0, is live.
set local search_path to tracking, public;

create table playbook (
  key text primary key,
  live int,                                            -- a version, 0 for the build's own; null: off
  draft jsonb,
  revision int not null default 1);                    -- grows with every act; who edits says which one they saw

create table playbook_version (
  key text not null references playbook,
  version int not null check (version > 0),
  document jsonb not null,
  by text not null,
  at timestamptz not null default clock_timestamp(),
  note text,
  primary key (key, version));
create trigger playbook_version_append_only before update or delete on playbook_version for each row execute function case_act_is_append_only();

create table playbook_act (                            -- the audit of edits: append-only
  id bigint generated always as identity primary key,
  key text not null references playbook,
  at timestamptz not null default clock_timestamp(),
  by text not null,
  act text not null,
  version int,                                         -- that it made live
  note text,
  before jsonb,
  after jsonb);
create index playbook_act_key on playbook_act (key, id);
create trigger playbook_act_append_only before update or delete on playbook_act for each row execute function case_act_is_append_only();

-- The playbook of a case from its first step on, as it was then: an edit moves no step under anybody's hands.
create table case_playbook (
  case_id bigint primary key references work_case,
  key text not null,
  version int not null,
  document jsonb not null,
  by text not null,
  at timestamptz not null default clock_timestamp());

create table case_step (
  case_id bigint not null references work_case,
  step text not null,
  state text not null,                                 -- Open | Done | Skipped | Sent
  by text not null,
  at timestamptz not null,
  note text,
  mail_id bigint references mail on delete set null,
  revision int not null,                               -- grows with every act; who acts says which one they saw
  primary key (case_id, step));

-- What a person writes to a buyer from a case: the words as they were shown to whoever sent them.
create table letter (
  mail_id bigint primary key references mail on delete cascade,
  case_id bigint not null references work_case,
  step text not null,
  by text not null,
  language text not null,
  subject text not null,
  body text not null);
create index letter_case on letter (case_id, step);
create index work_case_opened on work_case (opened_at);
