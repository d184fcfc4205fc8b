-- What people did to people and to what they may, how they signed in, what they took out: append-only, and never with a secret in it.
create table tracking.access_act (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  by text not null,                                    -- an e-mail address of ops; of a sign-in that was refused, whose account it was
  act text not null,
  subject text,                                        -- whom or what it was done to
  before text,
  after text,
  why text);
create index access_act_at on tracking.access_act (at);
create index case_act_at on tracking.case_act (at);
create index account_act_at on tracking.account_act (at);
create index mail_act_at on tracking.mail_act (at);

-- No audit forgets: rows are neither changed nor taken away, one by one or all at once.
create trigger access_act_append_only before update or delete on tracking.access_act for each row execute function tracking.case_act_is_append_only();
create trigger access_act_whole before truncate on tracking.access_act execute function tracking.case_act_is_append_only();
create trigger case_act_whole before truncate on tracking.case_act execute function tracking.case_act_is_append_only();
create trigger account_act_whole before truncate on tracking.account_act execute function tracking.case_act_is_append_only();
create trigger override_whole before truncate on tracking.override execute function tracking.case_act_is_append_only();
create trigger code_row_whole before truncate on tracking.code_row execute function tracking.case_act_is_append_only();
create trigger mail_act_whole before truncate on tracking.mail_act execute function tracking.case_act_is_append_only();

-- Corrections and code rows are closed once by whoever takes them back, and nothing else of them changes.
create function tracking.is_only_closed() returns trigger language plpgsql as $body$
declare closing text[] := tg_argv[0]::text[];
begin
  if tg_op <> 'UPDATE' or to_jsonb(new) - closing is distinct from to_jsonb(old) - closing then
    raise exception 'the audit is append-only';
  end if;
  return new;
end $body$;
create trigger override_is_only_closed before update or delete on tracking.override for each row execute function tracking.is_only_closed('{undone_by,undone_at}');
create trigger code_row_is_only_closed before update or delete on tracking.code_row for each row execute function tracking.is_only_closed('{removed_by,removed_at,removal_id}');

-- Every act of a person on one list, whichever table keeps it.
create view tracking.audit with (security_invoker = true) as
  select a.at, 'case' as source, a.id, a.by, a.act, 'case ' || a.case_id as subject, a.case_id, null::bigint as parcel_id, a.before::text as before, a.after::text as after, a.note as why
  from tracking.case_act a where a.by <> 'rules'
  union all
  select o.at, 'parcel', o.id, o.by,
    case o.kind when 'Delivered' then 'marked it delivered' when 'Lost' then 'marked it lost' when 'LegAttached' then 'attached ' || o.number when 'LegDetached' then 'took off ' || o.number
      else 'gave ' || o.number || ' to ' || coalesce(o.carrier, '?') end,
    'parcel ' || o.parcel_id, null, o.parcel_id, o.carrier_before, o.carrier, o.reason
  from tracking.override o where not exists (select from tracking.work_case c where c.parcel_id = o.parcel_id and c.opened_at <= o.at)
  union all
  select o.undone_at, 'parcel', -o.id, o.undone_by, 'took back a correction', 'parcel ' || o.parcel_id, null, o.parcel_id, o.kind, null, null
  from tracking.override o where o.undone_at is not null and not exists (select from tracking.work_case c where c.parcel_id = o.parcel_id and c.opened_at <= o.undone_at)
  union all
  select a.at, 'carrier', a.id, a.by, a.act, a.carrier, null, null, null, null, a.why from tracking.account_act a
  union all
  select a.at, 'message', a.id, a.by, a.act, coalesce('message ' || a.mail_id, 'all messages'), null, null, null, null, a.note from tracking.mail_act a
  union all
  select r.at, 'code', r.id, r.by, 'mapped a code', concat_ws(' ', r.carrier, r.code, nullif(r.sub, '')), null, null, null, coalesce(concat_ws(', ', r.milestone, r.reason), 'left out'), nullif(r.note, '')
  from tracking.code_row r
  union all
  select r.removed_at, 'code', -r.id, r.removed_by, 'took a code row off', concat_ws(' ', r.carrier, r.code, nullif(r.sub, '')), null, null, coalesce(concat_ws(', ', r.milestone, r.reason), 'left out'), null, null
  from tracking.code_row r where r.removed_at is not null
  union all
  select r.asked_at, 'replay', r.id, r.asked_by, case when r.dry_run then 'tried a replay' else 'began a replay' end, concat_ws(' ', 'replay ' || r.id, r.carrier), null, null, null, null, null
  from tracking.replay r
  union all
  select a.at, 'person', a.id, a.by, a.act, a.subject, null, null, a.before, a.after, a.why from tracking.access_act a;
