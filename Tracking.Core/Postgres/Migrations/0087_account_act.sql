-- Who paused a carrier and why, and everything that people did to its account: append-only, and never with a credential in it.
alter table tracking.account add column paused_by text;
alter table tracking.account add column paused_why text;

create table tracking.account_act (
  id bigint generated always as identity primary key,
  carrier text not null,
  at timestamptz not null default clock_timestamp(),
  by text not null,
  act text not null,
  why text);
create index account_act_carrier on tracking.account_act (carrier, id);
create trigger account_act_append_only before update or delete on tracking.account_act for each row execute function tracking.case_act_is_append_only();
