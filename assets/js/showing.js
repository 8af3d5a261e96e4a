/** A button beside a password shows it and hides it again; returns what takes that away. */
export function showing(place) {
  const input = place.querySelector("input");
  const button = place.querySelector("button");
  const toggle = () => {
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
    button.textContent = isShown ? place.dataset.hide : place.dataset.show;
    input.focus();
  };
  button.addEventListener("click", toggle);
  return () => button.removeEventListener("click", toggle);
}
