-- How ranges are read from the norms so that they keep their hit rate: the state of each end's aim, two numbers each, low 90, low 80, high 80, high 90.
alter table tracking.lane_norms add column aims double precision[];
