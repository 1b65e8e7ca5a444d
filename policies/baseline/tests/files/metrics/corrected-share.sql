-- corrected-share: share of assignments that controlling changed later, by month
select date_trunc('month', posted_at) as month,
       avg(case when cost_centre_changed then 1.0 else 0.0 end) as value
from accounts_payable.postings
group by 1
order by 1;
