-- Complete answers of sources that promise full history, where they left out what was said before or told it again: few.
create table tracking.full_answer (
  parcel_id bigint not null,
  source text not null,
  number text not null,
  wire_id bigint not null,
  received_at timestamptz not null,
  oldest bytea[] not null,                             -- the oldest statement in it of each teller
  left_out bytea[] not null,
  primary key (parcel_id, source, number, wire_id));
