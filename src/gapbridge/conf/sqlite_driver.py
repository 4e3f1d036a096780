"""Put a SQLite without the WAL-reset bug in the place of the standard library's.

SQLite before 3.51.3 (3.44.6 and 3.50.7 excepted) can corrupt a WAL database. pysqlite3 bundles a
fixed one; importing this module before Django's database backend makes every ``sqlite3`` import
use it. ``gapbridge.base.checks`` reads the version back and refuses others.
"""

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
