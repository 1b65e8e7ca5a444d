-- runs every night
delete from claims.prompts where created_at < now() - interval '30 days';
delete from claims.draft_log where created_at < now() - interval '36 months';
