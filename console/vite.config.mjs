import react from '@vitejs/plugin-react'
import { createRequire } from 'node:module'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { tsImport } from 'tsx/esm/api'

const TYPEFACE = '@fontsource-variable/noto-sans-sc'
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

/** The self-hosted typeface, cut for the labels of the console; see typeface/plan.ts. */
const typeface = {
  name: 'typeface',
  async resolveId(id) {
    if (id !== 'typeface.css') return null
    const { cutTypeface } = await tsImport('./typeface/cut-typeface.ts', import.meta.url)
    return cutTypeface({
      source: dirname(createRequire(import.meta.url).resolve(`${TYPEFACE}/package.json`)),
      words: join(here, 'src', 'words'),
      tool: join(here, 'typeface'),
      out: join(here, '..', 'dist', 'typeface'),
    })
  },
}

export default {
  root: here,
  base: '/',
  plugins: [react(), typeface, compressed],
  // The centre puts a new value in its place in every answer; see src/gateways/http/console-pages.ts.
  html: { cspNonce: 'NONCE-OF-THIS-ANSWER' },
  build: {
    // Cutting the typeface anew takes its time; nothing is wrong then.
    rolldownOptions: { checks: { pluginTimings: false } },
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
