import pytest
from django.core.management import call_command
from django.utils import translation

from gapbridge.base.lifecycle import REGISTRY
from gapbridge.base.management.commands.draw_lifecycles import DOCUMENT, document, drawn


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_drawn_lifecycles_are_up_to_date_whatever_language_one_speaks(language):
    with translation.override(language):
        assert DOCUMENT.read_text(encoding="utf-8") == document(), "run script/gapbridge draw-lifecycles"


def test_a_lifecycle_is_drawn_with_each_state_and_each_way():
    text = drawn(REGISTRY["library.resource"])
    assert "    [*] --> draft\n" in text
    assert "    published --> archived: archive\n" in text
    assert "| Archive | Reviewed, Published, Due for review | Archived | `library.curate` | yes |" in text


def test_the_check_agrees(capsys):
    call_command("draw_lifecycles", check=True)
    assert f"{len(REGISTRY)} lifecycles" in capsys.readouterr().out
