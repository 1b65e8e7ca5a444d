-- weekly-users-share: share of clerks who confirmed or changed a proposal, by week
select date_trunc('week', answered_at) as week,
       count(distinct clerk) * 1.0 / (select count(*) from accounts_payable.clerks) as value
from audit.triage_decisions
group by 1
order by 1;
