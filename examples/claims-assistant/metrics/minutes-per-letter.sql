-- minutes-per-letter: median working time of a handler on one letter, by month
select date_trunc('month', sent_at) as month,
       percentile_cont(0.5) within group (order by working_minutes) as value
from claims.letters
group by 1
order by 1;
