-- One poll job of a carrier is enough at a time: until when it is planned or at work.
alter table tracking.budget add column planned_until timestamptz;
