import { gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import manifest from "./package.json" with { type: "json" };

/** Where the dev server finds the platform's services. */
const edge = process.env["VITE_DEV_EDGE"] ?? "http://127.0.0.1:8080";

const COMPRESSIBLE = /\.(js|css|html|svg)$/;
/** Below this a compressed file is hardly smaller than the answer's headers. */
const MIN_COMPRESSED_BYTES = 1_024;

/** Puts a `.gz` beside each text asset, so that the edge compresses nothing per request (nginx `gzip_static`). */
function gzipBeside(): Plugin {
  return {
    name: "gzip-beside",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          const content = Buffer.from(file.type === "chunk" ? file.code : file.source);
          if (!COMPRESSIBLE.test(file.fileName) || content.length < MIN_COMPRESSED_BYTES) continue;
          this.emitFile({ type: "asset", fileName: `${file.fileName}.gz`, source: gzipSync(content, { level: 9 }) });
        }
      },
    },
  };
}

export default defineConfig({
  define: { "import.meta.env.VITE_VERSION": JSON.stringify(manifest.version) },
  plugins: [react(), tailwindcss(), gzipBeside()],
  build: {
    target: "es2023",
    // The polyfill serves browsers this page does not support.
    modulePreload: { polyfill: false },
    // Everything stands in a file of its own: the edge's content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": edge,
      "/analytics": edge,
      "/socket.io": { target: edge, ws: true },
      "/ws": { target: edge, ws: true },
    },
  },
});
