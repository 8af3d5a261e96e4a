"""Words for the city that look personal: their writer is asked about them once."""

from liaison_app.domain.privacy import find_personal, pieces_of
from liaison_app.i18n import using_locale
from liaison_app.services import city_messages
from liaison_app.states.edge import EdgeState
from liaison_app.wording.report import say_personal


class PersonalWords(EdgeState, mixin=True):
    """`personal` is what looks personal, for its writer to look at; the tick counts for `personal_pieces`."""

    personal: list[str] = []
    personal_pieces: str = ""

    def _look_over(self, text: str) -> None:
        found = find_personal(text.strip()[: city_messages.LONGEST])
        with using_locale(self._locale):
            self.personal, self.personal_pieces = say_personal(found), pieces_of(found)
