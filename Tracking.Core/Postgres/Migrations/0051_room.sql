-- Room beside rows that are written anew soon, for the new version: on the same page no index need know of it.
alter table tracking.leg set (fillfactor = 50);        -- at every answer
alter table tracking.inbox set (fillfactor = 50);      -- at the lease
alter table tracking.timeline set (fillfactor = 80);   -- at every change
