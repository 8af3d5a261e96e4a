// Bundles the islands: one small script for each file of `assets/js/islands/` (its name is the island's), with Preact in
// React's place. Copied beside Reflex's node packages and run there by `front_end/islands.py`.
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { defineConfig } from "vite";

const folder = join(import.meta.dirname, "public/js/islands");
const names = readdirSync(folder).filter((name) => /^[A-Z]/.test(name));

// The map's library is in Reflex's build already, and a browser should not fetch it twice.
const shared = {
  name: "shared-leaflet",
  enforce: "pre",
  resolveId: (id) => (id === "leaflet" ? { id: process.env.LEAFLET_CHUNK, external: true } : null),
};

export default defineConfig({
  base: "/",
  publicDir: false,
  plugins: [shared],
  resolve: { alias: [{ find: /^react$/, replacement: "preact/hooks" }] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "build/islands",
    emptyOutDir: true,
    manifest: "islands.json",
    rollupOptions: {
      input: Object.fromEntries(names.map((name) => [basename(name, ".js"), join(folder, name)])),
    },
  },
});
