-- How far back a row's code was said, the replay that applied the row, and the one that took it off again.
alter table tracking.code_row add column since timestamptz;
alter table tracking.code_row add column replay_id bigint references tracking.replay;
alter table tracking.code_row add column removal_id bigint references tracking.replay;
