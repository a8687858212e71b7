-- For which controls of ISO 27001:2022 has no team valid evidence today?
SELECT controls.control, count(DISTINCT controls.activity) AS activities
FROM controls
LEFT JOIN (
    SELECT DISTINCT teams.model, answers.activity
    FROM answers
    JOIN teams USING (assessment, team)
    WHERE closed IS NULL AND evidenced
) AS proven USING (model, activity)
WHERE standard = 'iso27001-2022'
GROUP BY controls.control
HAVING count(proven.activity) = 0
ORDER BY min(controls.position);
