import { showing } from "../showing.js";

for (const place of document.querySelectorAll('[data-island="Password"]')) showing(place);
