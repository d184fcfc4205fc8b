-- A code of an authenticator app is good for some minutes, and once.
alter table auth.person add column code_step bigint;   -- of the last code that was accepted: half minutes since 1970
