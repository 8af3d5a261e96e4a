import { sharing } from "../page_tools.js";

for (const place of document.querySelectorAll('[data-island="ShareButton"]')) sharing(place);
