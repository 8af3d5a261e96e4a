// A report that was begun in the long form goes on in the pocket, photos included: it can wait there for a signal.
import { forgetDraft, hasContent, newRef, readDraft } from "./draft_store.js";
import { putOnShelf } from "./shelf.js";

const isReady = ({ fields, photos }) => {
  const has = (name) => Boolean(fields[name]?.[0]);
  const isPlaced = fields.how?.[0] === "words" ? has("place_words") && has("neighborhood") : has("lat");
  const isTold = photos.length || has("description") || Object.entries(fields).some(([name, values]) => name.startsWith("answer:") && values.some(Boolean));
  return Boolean(isPlaced && has("service") && isTold);
};

/** Move the draft of an account to the shelf; it waits to be sent where `isPressed` and nothing is missing, else it is there
 *  to be gone on with. Returns { ref, isWaiting }, or null where nothing was begun. The draft goes only when the shelf has it. */
export async function moveDraftToShelf(owner, { isPressed = false, locale = "en" } = {}) {
  const draft = await readDraft(owner);
  if (!hasContent(draft)) return null;
  const ref = draft.ref || newRef();
  const photos = draft.photos.filter((one) => !one.refused).map(({ id, blob, key }) => ({ id, blob, ...(key ? { key } : {}) }));
  const isWaiting = isPressed && isReady({ ...draft, photos });
  const { isKept } = await putOnShelf({ ref, owner, fields: draft.fields, photos, locale, state: isWaiting ? "waiting" : "here" });
  if (!isKept) return null;
  await forgetDraft(owner);
  return { ref, isWaiting };
}
