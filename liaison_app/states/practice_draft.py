"""The scene that is being practiced. What is typed lives on the phone, under a name of its own for each scene."""

import reflex as rx

from liaison_app import practice_routes as routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.domain.errors import NotFound
from liaison_app.i18n import DEFAULT_LOCALE, using_locale
from liaison_app.routes import localized
from liaison_app.services import practice_reading
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.states.practice_office import scene_id_now
from liaison_app.wording.practice import SceneWords, say_scene


class PracticeDraft(EdgeState, rx.State):
    """`owner` is the name under which the phone keeps the draft, never that of a report; `here` is the scene's address
    without its locale."""

    owner: str = ""
    here: str = routes.PRACTICE
    scene: SceneWords = SceneWords()

    @event(Audience.LIAISON)
    async def enter(self):
        """A page of a scene is opened."""
        scene_id = scene_id_now()
        try:
            row = await call(practice_reading.show_scene, actor=self._actor, scene_id=scene_id)
        except NotFound:
            self.owner, self.scene = "", SceneWords()
            return rx.redirect(localized(routes.PRACTICE, self._locale), replace=True)
        self.here = routes.practice(scene_id, "", DEFAULT_LOCALE)
        self.owner = f"practice/{self._actor.require(Audience.LIAISON)}/{scene_id}"
        with using_locale(self._locale):
            self.scene = say_scene(row, application().ports["practice_room"])
        return None
