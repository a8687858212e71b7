#!/usr/bin/env bash
# DuckDB 2.0.1 takes folders called `cycle=2026` for a column and guesses its type from their names, even where
# the files themselves have a column `cycle` of texts: the texts are gone, and cycles that are called by their
# year become numbers. Polars 2.1.0 keeps the column's type. So our tables have folders without `=`.
#
# Needs python3 with pip. Ends with 1 if a version behaves otherwise.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --target lib duckdb==2.0.1 polars==2.1.0
PYTHONPATH=lib python3 - <<'PYTHON'
import os

import duckdb
import polars as pl

for cycle in ("2025", "2026"):
    os.makedirs(f"plain/{cycle}")
    os.makedirs(f"hive/cycle={cycle}")
    rows = pl.DataFrame({"cycle": [cycle], "score": [1.5]})
    rows.write_parquet(f"plain/{cycle}/a.parquet")
    rows.write_parquet(f"hive/cycle={cycle}/a.parquet")


def kind(folder, more=""):
    sql = f"SELECT DISTINCT typeof(cycle) FROM read_parquet('{folder}/*/*.parquet'{more})"
    return duckdb.sql(sql).fetchall()


found = {
    "in the file": kind("hive", ", hive_partitioning = false"),
    "DuckDB, folder cycle=2026": kind("hive"),
    "DuckDB, folder 2026": kind("plain"),
    "Polars, folder cycle=2026": str(pl.scan_parquet("hive/*/*.parquet").collect().schema["cycle"]),
}
for what, it in found.items():
    print(f"{what}: {it}")
expected = [[("VARCHAR",)], [("BIGINT",)], [("VARCHAR",)], "String"]
raise SystemExit(0 if list(found.values()) == expected else 1)
PYTHON
