-- Why a source is on its line is a name now, no longer a sentence.
update tracking.timeline set document = jsonb_set(document, '{lines}', coalesce((
  select jsonb_agg(jsonb_set(line, '{sources}', (
    select jsonb_agg(jsonb_set(source, '{because}', to_jsonb(case source->>'because'
      when 'leads' then 'Leads'
      when 'same instant, same milestone' then 'SameInstant'
      when 'same minute, same milestone, told without seconds' then 'SameMinute'
      when 'same instant, told more coarsely' then 'SameInstantCoarser'
      when 'same instant, a code nobody has mapped' then 'SameInstantUnread'
      when 'same wall clock, another offset' then 'SameClockOtherOffset'
      when 'same wall clock, told without an offset' then 'SameClockNoOffset'
      when 'same clock, told in UTC' then 'UniversalClock'
      when 'same day, same milestone, told without an hour' then 'SameDay'
      when 'the same source again, restated' then 'Restated'
      else 'Shifted' end)) order by at)
    from jsonb_array_elements(line->'sources') with ordinality s(source, at))) order by nth)
  from jsonb_array_elements(document->'lines') with ordinality l(line, nth)), '[]'));

-- A reading that takes something back stores what, with a minus before it, for its milestone; a clock that was changed over its hour how, behind its basis.
comment on column tracking.reading.milestone is 'a Milestone, or -Milestone for what the statement takes back';
comment on column tracking.reading.basis is 'a TimeBasis, and +Skipped or +Repeated where the clocks of the zone were changed over that hour';
