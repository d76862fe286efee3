"""Doctests are looked for in every module that can be imported here: those of Spark need an extra."""

from importlib.util import find_spec

if find_spec("pyspark") is None or find_spec("pyarrow") is None:
    collect_ignore_glob = ["coopkg/bootstrap/spark.py", "coopkg/reasoning/spark*.py"]
