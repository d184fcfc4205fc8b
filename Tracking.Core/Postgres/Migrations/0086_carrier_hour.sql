-- What a carrier said and how, hour by hour, so that the last hour can be held against what is usual. Counted from what is stored, by a tick.
create table tracking.carrier_hour (
  carrier text not null,
  hour timestamptz not null,
  answered int not null default 0,                     -- polls that were answered
  throttled int not null default 0,                    -- polls answered with "not so fast"
  failed int not null default 0,                       -- polls answered with a refusal or the carrier's own failure
  pushed int not null default 0,                       -- proven pushes
  repeated int not null default 0,                     -- proven pushes whose very body had come before; nothing of them is stored
  events int not null default 0,                       -- statements told for the first time
  unknown int not null default 0,                      -- of them, with a code that no table has
  out_of_order int not null default 0,                 -- of them, about something before what the carrier had told of the parcel already
  ahead_seconds int not null default 0,                -- how far its clock was ahead of ours at most
  primary key (carrier, hour));
