-- minutes-per-invoice: median handling time of one invoice, by month
select date_trunc('month', closed_at) as month,
       percentile_cont(0.5) within group (order by handling_minutes) as value
from accounts_payable.invoice_handling
group by 1
order by 1;
