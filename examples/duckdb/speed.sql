-- How fast do we move? Maturity over all teams in each cycle, and the change since the one before.
SELECT cycle, teams, mean, median, mean - lag(mean) OVER (ORDER BY ended) AS change
FROM (
    SELECT cycle, coalesce(max(closed), DATE '9999-12-31') AS ended, count(maturity) AS teams,
           avg(maturity) AS mean, median(maturity) AS median
    FROM scores
    WHERE part = 'overall'
    GROUP BY cycle
)
ORDER BY ended;
