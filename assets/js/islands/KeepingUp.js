// A page without a websocket that stays true: while somebody looks at it, it asks now and then whether it has changed, and
// puts what it says now in the place of what it said. The answer is a 304 of a few bytes for as long as nothing has.
import { keepingUp } from "../keeping_up.js";

for (const place of document.querySelectorAll('[data-island="KeepingUp"]')) keepingUp(place);
