import { keepingQuestion } from "../language_link.js";

for (const link of document.querySelectorAll('[data-island="LanguageLink"]')) keepingQuestion(link);
