-- A timeline is written whole and read whole, and the server need not take it apart for that: a sixth of its time on the hot path.
alter table tracking.timeline alter column document type json using document::json;
do $$
begin
  if (select 'lz4' = any(enumvals) from pg_settings where name = 'default_toast_compression') then
    alter table tracking.timeline alter column document set compression lz4;
  end if;
end $$;
