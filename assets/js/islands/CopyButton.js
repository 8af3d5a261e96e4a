import { copying } from "../page_tools.js";

for (const place of document.querySelectorAll('[data-island="CopyButton"]')) copying(place);
