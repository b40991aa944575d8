import fc from 'fast-check'
import { createLog, hideInLine } from '../../src/log'

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  let text = ''
  write(createLog('info', { write: (line) => (text += line) }))
  return text
}

const CARD = '6217001234567890123'

test.each<[what: string, write: (log: ReturnType<typeof createLog>) => void]>([
  ['message', (log) => log.info(`card ${CARD} was tapped`)],
  ['field', (log) => log.info({ card: CARD }, 'tapped')],
  ['deep field', (log) => log.info({ taps: [{ of: { card: CARD } }] }, 'tapped')],
  ['number', (log) => log.info({ card: BigInt(CARD) }, 'tapped')],
  ['error', (log) => log.error({ err: new Error(`no card ${CARD}`) }, 'failed')],
  ['path', (log) => log.info({ req: { url: `/v1/cards/${CARD}/taps` } }, 'asked')],
  ['printed groups', (log) => log.info(`card 6217 0012 3456 7890 123 was tapped`)],
  ['serial number of ten bytes', (log) => log.info({ serial: `0${CARD}` }, 'read')],
])('a card number in a %s is masked', (_what, write) => {
  const line = logged(write)
  expect(line).not.toMatch(/1234567890|3456 7890/)
  expect(() => JSON.parse(line) as unknown).not.toThrow()
})

test('what is left of a card number is enough to talk about it', () => {
  expect(logged((log) => log.info({ card: CARD }))).toContain('"card":"621700*********0123"')
})

test('shorter numbers are no card numbers', () => {
  const line = logged((log) => log.info({ sam: '123456789012', at: '20180901073000', fen: 1234 }))
  expect(line).toContain('"sam":"123456789012","at":"20180901073000","fen":1234')
})

test('secrets are left out', () => {
  const line = logged((log) => {
    log.info({ password: 'one', vault: { passphrase: 'two' }, a: { b: { token: 'three' } } })
    log.error({ err: new Error('no answer from postgresql://owner:four@db/city') })
  })
  expect(line).not.toMatch(/one|two|three|four/)
  expect(line).toContain('postgresql://owner:[secret]@db/city')
})

test('a row that the database refused is left out of its error', () => {
  const error = Object.assign(new Error('new row violates check constraint "x"'), {
    code: '23514',
    detail: 'Failing row contains (staff_1, scrypt$32768$8$3$one, 张三).',
    where: 'COPY citizens_field, line 1: "two"',
  })
  const line = logged((log) => log.error({ err: error }, 'failed'))
  expect(line).not.toMatch(/scrypt|张三|two/)
  expect(line).toContain('23514')
})

test('what a provider gave the browser to bring back is left out of addresses', () => {
  const line = logged((log) =>
    log.info({ req: { url: '/v1/oidc/callback?code=one&state=two&iss=https://id' } }, 'GET'),
  )
  expect(line).not.toMatch(/one|two/)
  expect(line).toContain('?code=[secret]&state=[secret]&iss=https://id')
})

test('every line stays one JSON document, whatever is in it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.bigInt({ min: 0n, max: 10n ** 20n }), (value, number) => {
      const line = JSON.stringify({ value }).replace(/}$/, `,"number":${number}}`)
      const hidden = hideInLine(line)
      JSON.parse(hidden)
      expect(hidden).not.toMatch(/\d{16}/)
    }),
  )
})
