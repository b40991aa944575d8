import { Router, type Request, type Response } from 'express'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

export interface ConsoleParts {
  /** Where the build laid the console; nothing is served when it is not there. */
  readonly folder: string
  /** A value nobody can guess, new in every answer: what lets the page's own style elements count. */
  readonly nonce: () => string
}

/** What the build writes where the value of `nonce` belongs (console/vite.config.mjs). */
const NONCE_PLACE = 'NONCE-OF-THIS-ANSWER'

/**
 * No inline script, no foreign host. Styles are made by the components while they run and carry the nonce; styles of
 * single elements are set by script, which the policy does not concern.
 */
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

const YEAR_S = 31_536_000

/** What belongs to others; an unknown path there is unknown and no page. */
const NOT_OURS = /^\/(v1|docs|assets|healthz|readyz|metrics)(\/|$)/

interface Asset {
  readonly file: string
  readonly type: string
  /** Laid down compressed by the build. */
  readonly compressed: readonly ('br' | 'gz')[]
  readonly hashed: boolean
}

/**
 * The console: its page under every path that people may have bookmarked, and its files. Files whose name holds
 * their digest are kept for ever by browsers; the page itself is asked for again each time.
 */
export function consolePages({ folder, nonce }: ConsoleParts): Router {
  const routes = Router({ caseSensitive: true, strict: true })
  const page = join(folder, 'index.html')
  if (!existsSync(page)) return routes
  const text = readFileSync(page, 'utf8')
  const assets = assetsOf(folder)
  const contents = new Map<string, Buffer>()
  const contentOf = (file: string): Buffer => {
    const known = contents.get(file) ?? readFileSync(file)
    contents.set(file, known)
    return known
  }
  routes.get('/*path', (request, response, next) => {
    const asset = assets.get(request.path)
    if (asset !== undefined) return sendAsset({ request, response, asset, contentOf })
    if (isPage(request)) return sendPage(response, text, nonce())
    next()
  })
  routes.get('/', (_request, response) => sendPage(response, text, nonce()))
  return routes
}

/** A browser that goes to a place of the console; programs do not ask for HTML. */
const isPage = (request: Request): boolean =>
  !NOT_OURS.test(request.path) &&
  extname(request.path) === '' &&
  (request.headers.accept ?? '').includes('text/html')

function sendPage(response: Response, text: string, nonce: string): void {
  response.set({
    'content-security-policy': policyOf(nonce),
    'cache-control': 'no-cache',
    'x-robots-tag': 'noindex',
  })
  response.type('html').send(text.replaceAll(NONCE_PLACE, nonce))
}

function sendAsset({
  request,
  response,
  asset,
  contentOf,
}: {
  readonly request: Request
  readonly response: Response
  readonly asset: Asset
  readonly contentOf: (file: string) => Buffer
}): void {
  const accepted = request.headers['accept-encoding'] ?? ''
  const form = asset.compressed.find((one) => accepted.includes(one === 'gz' ? 'gzip' : 'br'))
  response.set({
    'cache-control': asset.hashed ? `public, max-age=${YEAR_S}, immutable` : 'public, max-age=3600',
    vary: 'accept-encoding',
    ...(form === undefined ? {} : { 'content-encoding': form === 'gz' ? 'gzip' : 'br' }),
  })
  response.set('content-type', asset.type)
  response.send(contentOf(form === undefined ? asset.file : `${asset.file}.${form}`))
}

/** Every file that may be asked for, by its path; the build's own notes are not among them. */
function assetsOf(folder: string): ReadonlyMap<string, Asset> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const names = new Set(files)
  return new Map(
    files.flatMap((file): [string, Asset][] => {
      const path = `/${relative(folder, file).split(sep).join('/')}`
      const type = TYPES[extname(file)]
      if (type === undefined) return []
      const compressed = (['br', 'gz'] as const).filter((form) => names.has(`${file}.${form}`))
      return [[path, { file, type, compressed, hashed: path.startsWith('/assets/') }]]
    }),
  )
}
