-- How a shop's pages look and who may frame them.
alter table tracking.shop add column brand jsonb not null default '{}';
