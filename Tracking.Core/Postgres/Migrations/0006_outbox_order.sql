-- Cursors over changes go by transaction first: a sequence number taken early can commit late.
create index outbox_order on tracking.outbox (xid, cursor);
create index outbox_parcel on tracking.outbox (parcel_id);
