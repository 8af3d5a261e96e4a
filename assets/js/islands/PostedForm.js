import { posting } from "../posting.js";

for (const form of document.querySelectorAll('[data-island="PostedForm"]')) posting(form);
