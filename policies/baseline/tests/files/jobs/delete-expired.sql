-- runs every night
delete from triage.prompts where created_at < now() - interval '30 days';
delete from triage.outputs where created_at < now() - interval '12 months';
