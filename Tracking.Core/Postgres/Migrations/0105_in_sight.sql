-- What came beside the rules of sight: packs, acts on parcels, parcels sent again, steps of playbooks and letters are seen by who sees their parcels.
call tracking.bind_by_parcel('tracking.evidence_act', rights => 'select, insert');
call tracking.bind_by_parcel('tracking.parcel_act', rights => 'select, insert');
call tracking.bind('tracking.reshipment',
  'exists (select from tracking.purchase_parcel b where b.parcel_id = reshipment.parcel_id) and exists (select from tracking.purchase_parcel b where b.parcel_id = reshipment.by_parcel_id)');
call tracking.bind('tracking.case_playbook', 'exists (select from tracking.work_case c where c.id = case_id and c.parcel_id is not null)');
call tracking.bind('tracking.case_step', 'exists (select from tracking.work_case c where c.id = case_id and c.parcel_id is not null)');
call tracking.bind('tracking.letter', 'exists (select from tracking.mail m where m.id = mail_id)', 'select, insert');
-- A letter is a message, and gives a buyer who never asked for any a way to end them.
grant insert on tracking.mail to tracking_bound;
grant insert, update on tracking.subscription to tracking_bound;
-- Playbooks belong to no shop; an administrator of all shops writes them.
grant select on tracking.playbook, tracking.playbook_version, tracking.playbook_act to tracking_bound;
-- To lock a row takes a right to change it.
grant update (id) on tracking.parcel to tracking_bound;
grant usage on all sequences in schema tracking to tracking_bound;

create trigger evidence_act_whole before truncate on tracking.evidence_act execute function tracking.case_act_is_append_only();
create trigger parcel_act_whole before truncate on tracking.parcel_act execute function tracking.case_act_is_append_only();
create trigger playbook_act_whole before truncate on tracking.playbook_act execute function tracking.case_act_is_append_only();
create trigger playbook_version_whole before truncate on tracking.playbook_version execute function tracking.case_act_is_append_only();

-- Every act of a person on one list, whichever table keeps it.
create or replace view tracking.audit with (security_invoker = true) as
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
  select a.at, 'person', a.id, a.by, a.act, a.subject, null, null, a.before, a.after, a.why from tracking.access_act a
  union all
  select a.at, 'parcel', a.id, a.by, a.act, 'parcel ' || a.parcel_id, null, a.parcel_id, null, null, a.note from tracking.parcel_act a
  union all
  select a.at, 'evidence', a.id, a.by, 'took out an evidence pack' || case when a.names then ' with names' else '' end, 'parcel ' || a.parcel_id, null, a.parcel_id, null, encode(a.manifest, 'hex'), null from tracking.evidence_act a
  union all
  select a.at, 'playbook', a.id, a.by, a.act, 'playbook ' || a.key, null, null, null, case when a.version is not null then 'version ' || a.version end, a.note from tracking.playbook_act a;
