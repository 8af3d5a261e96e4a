// Texts come from the catalogues when the page is built; here their places are filled in.
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
