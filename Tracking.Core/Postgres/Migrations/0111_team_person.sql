-- Who is in which team.
alter table auth.person add column team_id bigint references tracking.team on delete set null;
create index person_team on auth.person (team_id);
