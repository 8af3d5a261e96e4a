import { printing } from "../page_tools.js";

for (const place of document.querySelectorAll('[data-island="PrintButton"]')) printing(place);
