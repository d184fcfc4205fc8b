-- Second factors, passkeys, and each sign-in as a session that can be ended by itself.
create table auth.person_passkey (
  credential_id bytea primary key,
  user_id text not null references auth.person on delete cascade,
  data jsonb not null);                                -- Identity's own: public key, name, counter
create index person_passkey_user on auth.person_passkey (user_id);

create table auth.session (
  id uuid primary key,
  person_id text not null references auth.person on delete cascade,
  how text not null,                                   -- by what they signed in
  agent text,                                          -- what browser it said to be
  began_at timestamptz not null,
  seen_at timestamptz not null,
  ended_at timestamptz);
create index session_person on auth.session (person_id, seen_at);

-- From which role on people need a second factor; null: nobody does.
create table auth.rule (
  one boolean primary key default true check (one),
  second_factor_from text check (second_factor_from in ('Viewer', 'Agent', 'Lead', 'Administrator')));
insert into auth.rule default values;
