"""Who may run trainings, keep their registers and read their participants' names."""

from typing import Any

import rules

from gapbridge.act.interventions.rules import keeps_its_registers
from gapbridge.programmes.rules import is_officer, is_trainer

from .models import Training, TrainingSession


def training_of(obj: Any) -> int | None:
    """The training's id, of a training or of what belongs to one."""
    return obj.pk if isinstance(obj, Training) else getattr(obj, "training_id", None)


@rules.predicate
def teaches_here(user: Any, obj: Any = None) -> bool:
    """Gives at least one session of the training."""
    return (
        user is not None and TrainingSession.objects.filter(training=training_of(obj), trainer=user).exists()
    )


gives_the_training = is_trainer & teaches_here

rules.add_perm("trainings.change_training", is_officer)
rules.add_perm("trainings.change_sessions", is_officer | keeps_its_registers)
rules.add_perm("trainings.view_participants", is_officer | is_trainer | keeps_its_registers)
rules.add_perm("trainings.change_participants", is_officer | gives_the_training | keeps_its_registers)
rules.add_perm("trainings.keep_register", is_officer | gives_the_training | keeps_its_registers)
rules.add_perm("trainings.look_at_names", is_officer | is_trainer)
