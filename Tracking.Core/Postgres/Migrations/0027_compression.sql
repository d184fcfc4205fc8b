-- What is large and written on the hot path is compressed by lz4 where this server has it: a third of the time of its default, a little more room.
do $$
declare
  part regclass;
begin
  if not (select 'lz4' = any(enumvals) from pg_settings where name = 'default_toast_compression') then
    return;
  end if;
  alter table tracking.timeline alter column document set compression lz4;
  alter table tracking.finding alter column document set compression lz4;
  -- Partitions to come take it from their parent; those that are there do not.
  for part in select 'tracking.wire'::regclass union all select inhrelid from pg_inherits where inhparent = 'tracking.wire'::regclass loop
    execute format('alter table %s alter column body set compression lz4', part);
  end loop;
  for part in select 'tracking.snapshot'::regclass union all select inhrelid from pg_inherits where inhparent = 'tracking.snapshot'::regclass loop
    execute format('alter table %s alter column document set compression lz4', part);
  end loop;
end $$;
