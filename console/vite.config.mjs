import react from '@vitejs/plugin-react'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const out = join(here, '..', 'dist', 'console')

/** What is read as text is laid down compressed too, so that the centre never compresses while somebody waits. */
const compressed = {
  name: 'compressed-beside',
  apply: 'build',
  closeBundle() {
    for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath ?? entry.path, entry.name)
      if (!entry.isFile() || !/\.(js|css|svg)$/.test(file) || statSync(file).size < 1_024) continue
      const content = readFileSync(file)
      writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
      const params = { [constants.BROTLI_PARAM_QUALITY]: 10 }
      writeFileSync(`${file}.br`, brotliCompressSync(content, { params }))
    }
  },
}

export default {
  root: here,
  base: '/',
  plugins: [react(), compressed],
  // The centre puts a new value in its place in every answer; see src/gateways/http/console-pages.ts.
  html: { cspNonce: 'NONCE-OF-THIS-ANSWER' },
  build: {
    outDir: out,
    emptyOutDir: true,
    manifest: 'manifest.json',
    // A data: URL would need a hole in the policy.
    assetsInlineLimit: 0,
    target: 'es2022',
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
  },
}
