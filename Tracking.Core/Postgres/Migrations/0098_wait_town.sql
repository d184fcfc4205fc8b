-- The town of each wait's place, named alike for all carriers: a place that stands still does so for everybody. Waits that were made before keep to the carrier's name of it.
alter table tracking.wait add column town text;
update tracking.wait set town = facility;
