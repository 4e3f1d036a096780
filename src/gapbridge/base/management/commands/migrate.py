"""As Django's, but a new database gets its tables straight from the models."""

from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

# Of others, and needing nothing of ours; modelsearch also makes what no model describes, SQLite's full text tables.
BY_MIGRATION = {"auth", "contenttypes", "modelsearch", "sessions"}
WHOLE = {"app_label": None, "plan": False, "check_unapplied": False, "fake": False, "prune": False}


class Command(migrate.Command):
    """Django builds all models anew for each table that a migration makes: a minute, where the tables take a second.

    So an empty database is filled by what makes the tables of apps without migrations, and their migrations are
    noted as applied. tests/base/test_migrate.py holds both ways to the same tables.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        whole = all(options.get(name) in (value, None) for name, value in WHOLE.items())
        if whole and not connection.introspection.table_names():
            self.verbosity = options["verbosity"]
            self._create(connection)
        super().handle(*args, **options)

    def _create(self, connection: Any) -> None:
        """Ours all or none. Cut short, the database is no longer empty, and Django migrates what is missing."""
        executor = MigrationExecutor(connection)
        nodes = executor.loader.graph.nodes
        executor.migrate([key for key in executor.loader.graph.leaf_nodes() if key[0] in BY_MIGRATION])
        labels = {each.label for each in apps.get_app_configs()} - BY_MIGRATION
        connection.disable_constraint_checking()  # SQLite can't within a transaction
        try:
            with transaction.atomic(connection.alias):
                self.sync_apps(connection, labels)
                for label, name in nodes:
                    if label in labels:
                        executor.recorder.record_applied(label, name)
        finally:
            connection.enable_constraint_checking()
