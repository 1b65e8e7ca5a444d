-- merges two reports of one damage under the older claim number
create view claims.prepared as
select distinct on (policy_number, date_of_damage) * from claims.reported order by 1, 2, claim_number;
