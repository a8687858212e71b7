-- Who is below target today? A row for each team and subdimension.
SELECT teams.name, scores.subdimension, level_reached, target, target_by
FROM scores
JOIN teams USING (assessment, team)
WHERE part = 'subdimension' AND closed IS NULL AND level_reached < target
ORDER BY target_by NULLS LAST, teams.name, teams.team, subdimension;
