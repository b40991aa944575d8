import { Router, type RequestHandler } from 'express'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import absolutePath from 'swagger-ui-dist/absolute-path'
import { openApiOf } from '../contract/open-api'
import type { Route } from '../contract/endpoint'

const SCRIPT = `window.ui = SwaggerUIBundle({
  url: '/v1/openapi.json',
  dom_id: '#contract',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: 'list',
  filter: true,
  validatorUrl: null,
})
`

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Citycard: the HTTP contract</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="contract"><p>The contract as a document: <a href="/v1/openapi.json">/v1/openapi.json</a></p></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

/** Nothing from elsewhere and no inline script; the reader sets styles of single elements. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const FILES = {
  'swagger-ui.css': 'css',
  'swagger-ui-bundle.js': 'js',
} as const

/** `/v1/openapi.json`, and `/docs` to read it, without any foreign host. Both are open. */
export function documents(routes: readonly Pick<Route, 'endpoint' | 'kind'>[]): Router {
  const router = Router({ caseSensitive: true, strict: true })
  let printed: string | undefined
  router.get('/v1/openapi.json', (_request, response) => {
    printed ??= JSON.stringify(openApiOf(routes))
    response.type('application/json').send(printed)
  })
  const strict: RequestHandler = (_request, response, next) => {
    response.set('content-security-policy', POLICY)
    next()
  }
  router.get('/docs', strict, (_request, response) => void response.type('html').send(PAGE))
  router.get(
    '/docs/start.js',
    strict,
    (_request, response) => void response.type('js').send(SCRIPT),
  )
  for (const [name, type] of Object.entries(FILES)) {
    let content: Buffer | undefined
    router.get(`/docs/${name}`, strict, (_request, response) => {
      content ??= readFileSync(join(absolutePath(), name))
      response.set('cache-control', 'public, max-age=86400').type(type).send(content)
    })
  }
  return router
}
