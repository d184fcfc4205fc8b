-- What people wrote about a parcel stays in the audit when its buyer is forgotten, but for the letters that tell who that was: those are blotted out, one star for each.
create function tracking.is_only_blotted() returns trigger language plpgsql as $body$
declare
  closing text[] := tg_argv[0]::text[];                -- columns that change besides
  was text := to_jsonb(old) ->> tg_argv[1];
  now text := to_jsonb(new) ->> tg_argv[1];
begin
  if tg_op <> 'UPDATE' or to_jsonb(new) - closing - tg_argv[1] is distinct from to_jsonb(old) - closing - tg_argv[1]
    or char_length(now) is distinct from char_length(was)
    or exists (select from generate_series(1, char_length(was)) i where substr(now, i, 1) not in (substr(was, i, 1), '*')) then
    raise exception 'the audit is append-only';
  end if;
  return new;
end $body$;
drop trigger case_act_append_only on tracking.case_act;
create trigger case_act_append_only before update or delete on tracking.case_act for each row execute function tracking.is_only_blotted('{}', 'note');
drop trigger parcel_act_append_only on tracking.parcel_act;
create trigger parcel_act_append_only before update or delete on tracking.parcel_act for each row execute function tracking.is_only_blotted('{}', 'note');
drop trigger override_is_only_closed on tracking.override;
create trigger override_is_only_closed before update or delete on tracking.override for each row execute function tracking.is_only_blotted('{undone_by,undone_at}', 'reason');
