-- What the carriers' board asks of large tables: the statements of the last day, and readings that no table had a row for.
create index statement_received on tracking.statement using brin (received_at) with (pages_per_range = 32);
create index reading_unknown on tracking.reading (parcel_id, key) where mapping = 'unknown';
