import fc from 'fast-check'
import { parseCardNumber, type CardNumber } from '../../src/base'
import { readHotlistFile, writeHotlistFile } from '../../src/messages'

const number = (index: number): CardNumber => {
  const parsed = parseCardNumber(`3104403${String(index).padStart(12, '0')}`)
  if (!parsed.ok) throw new Error('a test card has a number')
  return parsed.value
}

const header = { version: 7n, since: 3n, madeAt: '20260302033000', effectiveAt: '20260302033000' }
const mac = (): Buffer => Buffer.from('0102030405060708', 'hex')
const lines = [
  { card: number(1), listed: true, cause: 'lost' },
  { card: number(2), listed: false, cause: 'lifted' },
]

test('a hotlist reads back as it was written, and looks like this', async () => {
  const text = await writeHotlistFile(header, lines, mac)
  expect(text.split('\n').slice(0, 3)).toEqual([
    'CITYCARD-HOTLIST|1|7|3|20260302033000|20260302033000|2',
    'L|3104403000000000001|lost',
    'U|3104403000000000002',
  ])
  expect(readHotlistFile(text)).toMatchObject({ ok: true, value: { ...header, lines, mac: mac() } })
})

test('an empty list is a list', async () => {
  const text = await writeHotlistFile({ ...header, since: 0n }, [], mac)
  expect(readHotlistFile(text)).toMatchObject({ ok: true, value: { lines: [] } })
})

test('no byte of it may change, and nothing may be missing', async () => {
  const text = await writeHotlistFile(header, lines, mac)
  const end = text.indexOf('END|')
  fc.assert(
    fc.property(fc.nat(end - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
      const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
      expect(readHotlistFile(changed).ok).toBe(changed === text)
    }),
  )
  fc.assert(
    fc.property(fc.nat(text.length - 1), (to) => {
      expect(readHotlistFile(text.slice(0, to)).ok).toBe(false)
    }),
  )
})
