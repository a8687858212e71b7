-- The numbers of each control of ISO 27001:2022 for each team today, as on the page Mapping:
-- the mean of the values that apply, and how many were answered.
SELECT teams.team, controls.control, avg(value) AS completion, min(value) AS lowest,
       avg(CASE WHEN value IS NOT NULL THEN CASE WHEN evidenced THEN value ELSE 0 END END) AS evidenced,
       count(*) FILTER (said <> 'unanswered') AS answered, count(*) AS activities
FROM answers
JOIN teams USING (assessment, team)
JOIN controls USING (model, activity)
WHERE standard = 'iso27001-2022' AND closed IS NULL
GROUP BY teams.team, controls.control
ORDER BY teams.team, min(controls.position);
