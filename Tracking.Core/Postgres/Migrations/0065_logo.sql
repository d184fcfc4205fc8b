-- Pictures of shops' logos by name; which is whose stands in the shop's brand.
create table tracking.logo (name text primary key, image bytea not null);
