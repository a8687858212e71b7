-- All tables of the folder `tables/`, by their names. The cycle is a column of the files, so the
-- folders need not be understood: hive_partitioning stays off.
CREATE VIEW answers    AS FROM read_parquet('tables/answers/*/*.parquet', hive_partitioning = false);
CREATE VIEW scores     AS FROM read_parquet('tables/scores/*/*.parquet', hive_partitioning = false);
CREATE VIEW evidence   AS FROM read_parquet('tables/evidence/*.parquet');
CREATE VIEW targets    AS FROM read_parquet('tables/targets/*.parquet');
CREATE VIEW plan       AS FROM read_parquet('tables/plan/*.parquet');
CREATE VIEW teams      AS FROM read_parquet('tables/teams/*.parquet');
-- Several runs may have written the same model.
CREATE VIEW activities AS SELECT DISTINCT * FROM read_parquet('tables/activities/*.parquet');
CREATE VIEW controls   AS SELECT DISTINCT * FROM read_parquet('tables/controls/*.parquet');
