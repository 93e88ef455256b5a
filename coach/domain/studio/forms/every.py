"""Which form belongs to which file."""

from coach.domain.studio.forms.card_form import CARD
from coach.domain.studio.forms.form import Form
from coach.domain.studio.forms.pitch_form import pitch_form
from coach.domain.studio.forms.rubric_form import RUBRIC
from coach.domain.studio.forms.us_form import US
from coach.domain.studio.manuscript import Address, ManuscriptKind


def form_of(address: Address) -> Form:
    """The form of a file."""
    match address.kind:
        case ManuscriptKind.RUBRIC:
            return RUBRIC
        case ManuscriptKind.CARD:
            return CARD
        case ManuscriptKind.US:
            return US
        case ManuscriptKind.PITCH:
            assert address.part is not None
            return pitch_form(address.part)
