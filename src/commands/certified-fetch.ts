import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import { Fault } from '../base'

/** PEM files by which this program shows who it is. */
export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
  /** Who signs the centre's own certificate; absent: whom this machine trusts. */
  readonly authority?: string | undefined
}

/**
 * `fetch` over a client certificate, which Node's own cannot show. It follows no redirects and takes whole answers.
 * @throws Fault when a file cannot be read
 */
export async function certifiedFetch(files: CertificateFiles): Promise<typeof fetch> {
  const [cert, key, ca] = await Promise.all([
    pem(files.certificate),
    pem(files.key),
    files.authority === undefined ? undefined : pem(files.authority),
  ])
  const agent = new Agent({ keepAlive: true, cert, key, ...(ca === undefined ? {} : { ca }) })
  return (input, init = {}) =>
    new Promise<Response>((resolve, reject) => {
      const url = new URL(input instanceof Request ? input.url : input)
      if (url.protocol !== 'https:') {
        reject(new Fault('centre', 'a certificate is shown over https only', false))
        return
      }
      const { method = 'GET', body, signal } = init
      const headers = Object.fromEntries(new Headers(init.headers))
      const asked = request(
        url,
        { agent, method, headers, ...(signal ? { signal } : {}) },
        (said) => {
          const pieces: Buffer[] = []
          said.on('data', (piece: Buffer) => pieces.push(piece))
          said.on('error', reject)
          said.on('end', () => {
            const status = said.statusCode ?? 0
            const told = new Headers()
            for (let at = 0; at + 1 < said.rawHeaders.length; at += 2) {
              told.append(said.rawHeaders[at] as string, said.rawHeaders[at + 1] as string)
            }
            const content = NO_CONTENT.includes(status) ? null : Buffer.concat(pieces)
            resolve(new Response(content, { status, headers: told }))
          })
        },
      )
      asked.on('error', reject)
      asked.end(typeof body === 'string' || body instanceof Uint8Array ? body : undefined)
    })
}

/** Statuses whose answers have no body at all. */
const NO_CONTENT: readonly number[] = [204, 304]

const pem = (file: string): Promise<Buffer> =>
  readFile(file).catch((cause: unknown) => {
    throw new Fault('certificate', `${file} cannot be read`, false, { cause })
  })
