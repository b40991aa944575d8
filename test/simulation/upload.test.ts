import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { uploadUntilReceipted } from '../../terminals/bus-validator'

const receipt = {
  operator: 'op_a',
  fileNo: 1,
  records: 2,
  verdicts: { accepted: 2 },
  late: 0,
  outOfOrder: 0,
}
const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close().closeAllConnections()))

/** A centre that answers each attempt with the next of these. */
async function centreThat(
  ...answers: RequestListener[]
): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      bodies.push(Buffer.concat(parts).toString())
      const answer = answers[bodies.length - 1] ?? answers.at(-1)
      answer?.(request, response)
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies }
}

const says =
  (status: number, body: unknown): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
const hangsUp: RequestListener = (request) => request.socket.destroy()
const neverAnswers: RequestListener = () => undefined

const send = (centre: string, more: object = {}) =>
  uploadUntilReceipted({ centre, file: Buffer.from('taps'), pauseMs: 1, ...more })

test('a file that is taken is receipted at the first attempt', async () => {
  const { url, bodies } = await centreThat(says(201, receipt))
  expect(await send(url)).toEqual({ ok: true, value: { receipt, repeated: false, attempts: 1 } })
  expect(bodies).toEqual(['taps'])
})

test('no answer, trouble and a broken line mean unknown: the same bytes are sent again', async () => {
  const { url, bodies } = await centreThat(
    hangsUp,
    says(500, {}),
    says(429, {}),
    says(400, { refused: 'body-cut-off' }),
    says(201, { not: 'a receipt' }),
    neverAnswers,
    says(200, receipt),
  )
  const answer = await send(url, { timeoutMs: 200 })
  expect(answer).toEqual({ ok: true, value: { receipt, repeated: true, attempts: 7 } })
  expect(new Set(bodies)).toEqual(new Set(['taps']))
})

test('a refusal is final and names the centre’s word', async () => {
  const { url, bodies } = await centreThat(
    says(422, { refused: 'file-mac-wrong', field: 'trailer.mac', detail: 'not its MAC' }),
  )
  expect(await send(url)).toEqual({
    ok: false,
    refused: 'upload-refused',
    field: 'trailer.mac',
    detail: 'file-mac-wrong: not its MAC',
  })
  expect(bodies).toHaveLength(1)
})

test('after the last attempt somebody has to look at the line', async () => {
  const { url, bodies } = await centreThat(says(503, {}))
  await expect(send(url, { attemptsMax: 3 })).rejects.toMatchObject({
    door: 'centre',
    retrySafe: true,
  })
  expect(bodies).toHaveLength(3)
})
