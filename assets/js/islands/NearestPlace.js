// Chooses the neighborhood whose middle is nearest. Where the phone is never leaves it: the middles stand in the page.
import { whereAmI } from "../maps/near_me.js";

const RADIANS = Math.PI / 180;

// Squared, in degrees of latitude: enough to tell which of many is nearest.
function away(option, { lat, lon }) {
  const east = (Number(option.dataset.lon) - lon) * Math.cos(lat * RADIANS);
  return (Number(option.dataset.lat) - lat) ** 2 + east ** 2;
}

for (const button of document.querySelectorAll('[data-island="NearestPlace"]')) {
  const select = document.getElementById(button.dataset.fills);
  const said = button.parentElement.querySelector("[role=status]");
  button.classList.remove("needs-script");
  button.addEventListener("click", async () => {
    button.classList.add("button--busy");
    try {
      const here = await whereAmI();
      const known = [...select.options].filter((one) => one.dataset.lat);
      const nearest = known.reduce((best, one) => (away(one, here) < away(best, here) ? one : best));
      select.value = nearest.value;
      said.textContent = button.dataset.found.replace("{name}", nearest.textContent);
    } catch {
      said.textContent = button.dataset.failed;
    }
    button.classList.remove("button--busy");
  });
}
