// The same page in another language is the same question too: what stands behind `?` goes along (where sign-in leads
// back to, which part of the map is in view). It may change while the page is open, so it is read when it is needed.
export function keepingQuestion(link) {
  const own = link.getAttribute("href");
  const lead = () => link.setAttribute("href", (link.dataset.to ?? own) + location.search);
  for (const act of ["pointerdown", "focus", "click"]) link.addEventListener(act, lead);
  return () => {
    for (const act of ["pointerdown", "focus", "click"]) link.removeEventListener(act, lead);
  };
}
