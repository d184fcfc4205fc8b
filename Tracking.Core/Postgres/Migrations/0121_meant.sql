-- What a search text can mean, each by an index: a number, its beginning, an order, a buyer, a parcel. Under row-level security PostgreSQL compares row by row what could tell of rows
-- out of sight, a beginning and an order's number among it; so this looks everywhere, and who asks keeps what is in sight: the parcel, and the order by which it was found.
create function tracking.meant(number text, prefix text, "order" text, email bytea, parcel bigint) returns table (parcel_id bigint, purchase_id bigint)
language sql stable rows 20 security definer set search_path = pg_catalog, pg_temp as $$
  select l.parcel_id, null::bigint from tracking.leg l where l.number = $1
  union select l.parcel_id, null::bigint from tracking.leg l where l.number ~>=~ $2 and l.number ~<~ ($2 || '~')
  union select b.parcel_id, o.id from tracking.purchase o join tracking.purchase_parcel b on b.purchase_id = o.id where upper(o.number) in ($3, '#' || $3)
  union select b.parcel_id, o.id from tracking.purchase o join tracking.purchase_parcel b on b.purchase_id = o.id where o.buyer_email_key = $4
  union select p.id, null::bigint from tracking.parcel p where p.id = $5
$$;
