-- Parcels that chance and value made an exception, each counted once a silence on the day it was put before people: what exceeds a day's cap waits.
create table tracking.look (
  parcel_id bigint not null,
  since timestamptz not null,                          -- when the silence began
  day date not null,                                   -- UTC
  primary key (parcel_id, since));
create index look_day on tracking.look (day);
-- Who worked a case lately: so many have time for a look.
create index case_act_people on tracking.case_act (at) where by <> 'rules';
