-- What the search of the queue looks for had no index: how a number begins, also one that was taken off a parcel, and the buyer.
create index leg_number_begins on tracking.leg (number text_pattern_ops);
create index purchase_buyer on tracking.purchase (buyer_email_key);
