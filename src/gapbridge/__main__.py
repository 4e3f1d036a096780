"""The ``gapbridge`` command: Django's management commands under one name."""

import os
import sys


def with_module_name(argv: list[str]) -> list[str]:
    """Commands are typed with dashes and live in modules with underscores: `gapbridge verify-journal`."""
    program, *rest = argv
    return [program, rest[0].replace("-", "_"), *rest[1:]] if rest and not rest[0].startswith("-") else argv


def main() -> None:
    if with_module_name(sys.argv)[1:2] == ["verify_agreement"]:
        # For whoever has a file and no site: without settings, database and keys.
        from gapbridge.agree.consultations.proof import verify

        sys.exit(verify.main(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gapbridge.conf.settings")
    from django.core.management import execute_from_command_line  # needs the settings named first

    execute_from_command_line(with_module_name(sys.argv))


if __name__ == "__main__":
    main()
