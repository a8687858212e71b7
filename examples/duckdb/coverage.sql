-- Coverage and completion of each team and dimension, computed again from single answers: the same
-- numbers as in `scores`.
SELECT team, dimension,
       count(*) FILTER (said <> 'unanswered') / count(*) AS coverage,
       count(*) FILTER (value >= 1) AS ready
FROM answers
WHERE closed IS NULL AND dimension IS NOT NULL
GROUP BY team, dimension
ORDER BY team, dimension;
