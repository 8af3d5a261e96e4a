// Photos of a report: taken or chosen, turned right and shrunk on this device, kept with the draft, sent at once and
// again until they are there (liaison_app/components/report_parts.py).
import { createElement, useEffect, useRef, useState } from "react";
import { changeDraft, newId, onDraftChange, readDraft, sendPhotos } from "./draft_store.js";
import { shrink } from "./shrink.js";

const TRY_AGAIN_MS = 6000;
const MEBIBYTE = 1024 * 1024;

export function PhotoPicker({ owner, most, mostBytes, words, isShort, ...rest }) {
  const [all, setPhotos] = useState([]);
  const photos = isShort ? all.filter((photo) => !photo.refused) : all; // what was refused does not go out
  const [shares, setShares] = useState({});
  const [said, setSaid] = useState("");
  const [isBusy, setBusy] = useState(false);
  const pictures = useRef(new Map());

  useEffect(() => {
    if (!owner) return undefined;
    let isHere = true;
    readDraft(owner).then((draft) => isHere && setPhotos(draft?.photos ?? []));
    const unwatch = onDraftChange((draft) => (!draft || draft.owner === owner) && setPhotos(draft?.photos ?? []));
    return () => {
      isHere = false;
      unwatch();
    };
  }, [owner]);

  // Whatever has no key is sent, now, when the connection is back, and now and then.
  const open = photos.filter((photo) => !photo.key && !photo.refused).length;
  useEffect(() => {
    if (!owner || !open) return undefined;
    const go = async () => {
      if (!navigator.onLine) return;
      const { why } = await sendPhotos(owner, (id, share) => setShares((now) => ({ ...now, [id]: share })));
      if (words[why]) setSaid(words[why]);
    };
    go();
    const timer = setInterval(go, TRY_AGAIN_MS);
    window.addEventListener("online", go);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", go);
    };
  }, [owner, open]);

  useEffect(() => () => pictures.current.forEach((address) => URL.revokeObjectURL(address)), []);

  async function add(event) {
    const files = Array.from(event.target.files ?? []);
    event.target.value = "";
    setBusy(true);
    setSaid("");
    try {
      for (const file of files.slice(0, Math.max(0, most - photos.length))) await addOne(file);
      if (files.length > most - photos.length) setSaid(words.enough.replace("{most}", most));
    } finally {
      setBusy(false);
    }
  }

  async function addOne(file) {
    const blob = await shrink(file);
    if (blob.size > mostBytes) {
      setSaid(words.tooLarge.replace("{most}", Math.floor(mostBytes / MEBIBYTE)));
      return;
    }
    const { isKept } = await changeDraft(owner, (draft) => {
      if (draft.photos.length < most) draft.photos.push({ id: newId(), blob });
    });
    if (!isKept) setSaid(words.notKept);
  }

  async function remove(id) {
    await changeDraft(owner, (draft) => {
      draft.photos = draft.photos.filter((photo) => photo.id !== id);
    });
    setSaid(words.removed);
  }

  function again(id) {
    return changeDraft(owner, (draft) => {
      const photo = draft.photos.find((one) => one.id === id);
      if (photo) delete photo.refused;
    });
  }

  // What this browser cannot show (HEIC in most) is shown as the server made it.
  function showOther(event, photo) {
    const image = event.currentTarget;
    const made = photo.key ? `/api/photos/${photo.key}?size=thumb` : "";
    if (made && !image.src.endsWith(made)) image.src = made;
    else image.classList.add("photo__picture--hidden");
  }

  function picture(photo) {
    if (!pictures.current.has(photo.id)) pictures.current.set(photo.id, URL.createObjectURL(photo.blob));
    return pictures.current.get(photo.id);
  }

  const state = (photo) => {
    if (photo.key) return words.ready;
    if (photo.refused) return words[photo.refused] ?? words.photo_broken;
    if (!navigator.onLine) return words.waits;
    const share = shares[photo.id];
    return share === undefined ? words.sending : `${words.sending} ${Math.round(share * 100)} %`;
  };

  const svg = (name) => createElement("svg", { className: "icon", "aria-hidden": true }, createElement("use", { href: `${words.sprite}#${name}` }));

  const figure = (photo, place) =>
    createElement(
      "figure",
      { className: "photo photo--small", key: photo.id },
      createElement("img", {
        className: "photo__picture",
        src: picture(photo),
        alt: words.alt.replace("{number}", place + 1),
        key: `${photo.id}-${Boolean(photo.key)}`,
        onError: (event) => showOther(event, photo),
      }),
      createElement("figcaption", { className: photo.refused ? "photo__refused" : "" }, state(photo)),
      !isShort &&
        createElement(
          "span",
          { className: "photo__acts" },
          photo.refused === "photo_broken" &&
            createElement("button", { type: "button", className: "photo__act", onClick: () => again(photo.id) }, words.again),
          createElement(
            "button",
            { type: "button", className: "photo__act", "aria-label": words.removeNumber.replace("{number}", place + 1), onClick: () => remove(photo.id) },
            svg("remove"),
          ),
        ),
    );

  const slot =
    !isShort &&
    photos.length < most &&
    createElement(
      "label",
      { className: "photo photo--small photo__add", key: "add" },
      createElement("input", { type: "file", accept: "image/*", multiple: true, className: "photo__file", disabled: !owner || isBusy, onChange: add, "data-unkept": "yes" }),
      createElement("span", { className: "photo__slot" }, svg("camera"), isBusy ? words.busy : words.add),
    );

  return createElement(
    "div",
    { ...rest },
    createElement("div", { className: "photo-strip", role: "region", "aria-label": words.region, tabIndex: photos.length > 2 ? 0 : undefined }, photos.map(figure), slot),
    !isShort && photos.some((photo) => photo.refused) && createElement("p", { className: "photo__advice" }, words.refused),
    createElement("p", { role: "status", className: "small" }, said),
    isShort && !photos.length && createElement("p", { className: "quiet" }, words.none),
  );
}
