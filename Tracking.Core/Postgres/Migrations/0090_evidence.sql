-- Keys that evidence packs are signed with: private halves under Data Protection, public ones published for ever. One signs, those before it only prove.
create table tracking.evidence_key (
  id text primary key,                                 -- RFC 7638 thumbprint of the public key
  public_key bytea not null,                           -- SubjectPublicKeyInfo
  cipher bytea not null,
  made_at timestamptz not null default clock_timestamp(),
  retired_at timestamptz);
create unique index evidence_key_in_use on tracking.evidence_key ((true)) where retired_at is null;

-- Which evidence packs left the house: made on demand and never stored, so that nothing is left to erase but who made one of what. Append-only.
create table tracking.evidence_act (
  id bigint generated always as identity primary key,
  parcel_id bigint not null,
  at timestamptz not null default clock_timestamp(),
  by text not null,
  manifest bytea not null,                             -- SHA-256 of the manifest
  key text not null references tracking.evidence_key (id),
  names boolean not null);                             -- with what carriers and the order say of people
create index evidence_act_parcel on tracking.evidence_act (parcel_id, id);
create trigger evidence_act_append_only before update or delete on tracking.evidence_act for each row execute function tracking.case_act_is_append_only();
