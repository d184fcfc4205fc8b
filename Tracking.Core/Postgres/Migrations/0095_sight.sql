-- Who is bound to shops sees what those shops have, on whatever page: such people's connections take the role tracking_bound and name their shops, and
-- the server leaves out every other row. What this file does not grant, that role cannot read: a table that comes later is shut until it is given a rule.
do $body$
begin
  if not exists (select from pg_roles where rolname = 'tracking_bound') then
    begin
      create role tracking_bound nologin;
    exception when duplicate_object or unique_violation then null;
    end;
  end if;
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant tracking_bound to %I', current_user);
  end if;
exception when insufficient_privilege then
  raise exception 'The database needs a role for people who are bound to shops, and % may not make one. Have an administrator of the server run: create role tracking_bound nologin; grant tracking_bound to %;',
    current_user, current_user;
end $body$;

grant usage on schema tracking to tracking_bound;

-- The shops of this connection; an error where it named none, an empty list where there are none.
create function tracking.shops_in_sight() returns bigint[] language sql stable as
$$select string_to_array(current_setting('tracking.shops'), ',')::bigint[]$$;

create function tracking.is_bound() returns boolean language sql stable as
$$select current_setting('tracking.shops', true) is not null$$;

-- Gives a table its rule: rows in sight are those of which this is true.
create procedure tracking.bind(which regclass, rule text, rights text default 'select, insert, update, delete') language plpgsql as $body$
begin
  execute format('alter table %s enable row level security', which);
  execute format('create policy bound on %s to tracking_bound using (%s)', which, rule);
  execute format('grant %s on %s to tracking_bound', rights, which);
end $body$;

-- The rule of a table whose rows belong to parcels.
create procedure tracking.bind_by_parcel(which regclass, parcel_column name default 'parcel_id', rights text default 'select, insert, update, delete') language plpgsql as $body$
begin
  call tracking.bind(which, format('exists (select from tracking.purchase_parcel b where b.parcel_id = %s.%I)', which, parcel_column), rights);
end $body$;

call tracking.bind('tracking.shop', 'id = any((select tracking.shops_in_sight())::bigint[])', 'select');
call tracking.bind('tracking.purchase', 'shop_id = any((select tracking.shops_in_sight())::bigint[])', 'select');
call tracking.bind('tracking.purchase_parcel', 'exists (select from tracking.purchase o where o.id = purchase_id)', 'select');
call tracking.bind('tracking.item', 'exists (select from tracking.purchase o where o.id = purchase_id)', 'select');
call tracking.bind('tracking.subscription', 'exists (select from tracking.purchase o where o.id = purchase_id)', 'select');
call tracking.bind('tracking.mail', 'exists (select from tracking.subscription s where s.id = subscription_id)', 'select, update');
call tracking.bind('tracking.notice', 'exists (select from tracking.subscription s where s.id = subscription_id)', 'select');
call tracking.bind('tracking.mail_act', 'exists (select from tracking.mail m where m.id = mail_id)', 'select, insert');

call tracking.bind_by_parcel('tracking.parcel', 'id', 'select');
call tracking.bind_by_parcel('tracking.leg', rights => 'select');
call tracking.bind_by_parcel('tracking.wire_parcel', rights => 'select');
call tracking.bind_by_parcel('tracking.statement', rights => 'select');
call tracking.bind_by_parcel('tracking.reading', rights => 'select');
call tracking.bind_by_parcel('tracking.snapshot', rights => 'select');
call tracking.bind_by_parcel('tracking.full_answer', rights => 'select');
call tracking.bind_by_parcel('tracking.timeline', rights => 'select');
call tracking.bind_by_parcel('tracking.finding', rights => 'select');
call tracking.bind_by_parcel('tracking.override', rights => 'select');
call tracking.bind_by_parcel('tracking.wait', rights => 'select');
call tracking.bind_by_parcel('tracking.lane_forecast', rights => 'select');
call tracking.bind_by_parcel('tracking.loss_forecast', rights => 'select');
call tracking.bind_by_parcel('tracking.incident_parcel', rights => 'select');
call tracking.bind_by_parcel('tracking.outbox', rights => 'select, insert');
call tracking.bind_by_parcel('tracking.presence');
call tracking.bind('tracking.wire', 'exists (select from tracking.wire_parcel b where b.wire_id = wire.id and b.wire_received_at = wire.received_at)', 'select');
call tracking.bind('tracking.incident', 'exists (select from tracking.incident_parcel h where h.incident_id = incident.id)', 'select');

-- An incident's case is looked at, but stands and falls for the parcels of all shops: who is bound does not work it, nor reads what others did to it.
alter table tracking.work_case enable row level security;
create policy bound_looks on tracking.work_case for select to tracking_bound using (
  exists (select from tracking.purchase_parcel b where b.parcel_id = work_case.parcel_id)
  or exists (select from tracking.incident_parcel h where h.incident_id = work_case.incident_id));
create policy bound_works on tracking.work_case for update to tracking_bound using (exists (select from tracking.purchase_parcel b where b.parcel_id = work_case.parcel_id));
grant select, update on tracking.work_case to tracking_bound;
call tracking.bind('tracking.case_act', 'exists (select from tracking.work_case c where c.id = case_id and c.parcel_id is not null)', 'select, insert');
call tracking.bind('tracking.case_link', 'exists (select from tracking.work_case c where c.id = low_id) and exists (select from tracking.work_case c where c.id = high_id)');

-- The name and the words of a view can speak of anything that its owner saw.
alter table tracking.queue_view add column shops bigint[] default case when tracking.is_bound() then tracking.shops_in_sight() end;
comment on column tracking.queue_view.shops is 'What its owner saw when saving it; null: all.';
call tracking.bind('tracking.queue_view', 'shops <@ (select tracking.shops_in_sight())::bigint[]');

-- What belongs to no shop: how carriers do, what is usual, when people work, up to which act somebody was told.
grant select on tracking.carrier_health, tracking.carrier_hour, tracking.budget, tracking.blind_span, tracking.lane_norms, tracking.code_row, tracking.team, tracking.team_holiday, tracking.case_sla,
  tracking.mail_switch, tracking.logo to tracking_bound;
grant select, insert, update on tracking.seen_act to tracking_bound;
-- Of an account not its credentials; of what nobody could read only that it is there.
grant select (carrier, base_address, paused_at, paused_by, paused_why) on tracking.account to tracking_bound;
grant select (carrier) on tracking.quarantine to tracking_bound;
grant usage on all sequences in schema tracking to tracking_bound;

-- The numbers that a wire speaks of beside those of a parcel: they are blotted out where it is shown, so they must be known even where they are not in sight.
create function tracking.numbers_beside(parcel bigint, wire bigint) returns text[] language sql stable security definer set search_path = pg_catalog as $$
  select array(
    select l.number from tracking.wire_parcel o join tracking.leg l on l.parcel_id = o.parcel_id where o.wire_id = wire and o.parcel_id <> parcel
    union select t.number from tracking.waiting t where t.wire_id = wire)
$$;

alter table auth.person add column shops bigint[];     -- null: all; else these and no other
alter table auth.invitation add column shops bigint[];
