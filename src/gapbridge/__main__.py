"""The ``gapbridge`` command: Django's management commands under one name."""

import os
import sys


def with_module_name(argv: list[str]) -> list[str]:
    """Commands are typed with dashes and live in modules with underscores: `gapbridge verify-journal`."""
    program, *rest = argv
    return [program, rest[0].replace("-", "_"), *rest[1:]] if rest and not rest[0].startswith("-") else argv


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapbridge.conf.settings")
    from django.core.management import execute_from_command_line  # needs the settings named first

    execute_from_command_line(with_module_name(sys.argv))


if __name__ == "__main__":
    main()
