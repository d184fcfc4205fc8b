-- What became of the parcels that a carrier took on a lane in a month; made anew each night from the timelines of the last 400 days.
create table tracking.lane_month (
  carrier text not null,
  origin text not null,                                -- '' where nobody said it
  destination text not null,
  month date not null,                                 -- its first day; by the day of the hand-over
  counts int[] not null,
  entered int[] not null,                              -- one entry a day since the hand-over
  delivered int[] not null,
  last_heard int[] not null,
  primary key (carrier, origin, destination, month));
