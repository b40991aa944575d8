import fc from 'fast-check'
import { fen, hex, type SamNumber } from '../../src/base'
import {
  goOn,
  hold,
  load,
  purchase,
  profiles,
  readFields,
  replay,
  writeFields,
  refusedBy,
  debitStatus,
  purchaseInitStatus,
  verifyStatus,
  type PurchaseOrder,
  type Question,
} from '../../src/card'

const order: PurchaseOrder = {
  act: 'purchase',
  purse: 'EP',
  card: { issuer: hex('9990FF0000000000'), card: hex('9990000000000001') },
  keyIndex: 1,
  amount: fen(200),
  terminal: hex('999000000101'),
  at: '20240115101530',
  levels: 2,
}

/** The purchase of 2.00 of the card vectors [C2, C2p]: what was asked and what came back. */
const transcript: readonly (readonly [to: string, asked: string, heard: string])[] = [
  ['card', '805001020B01000000C89990000001010F', '00002710000700000001000A1B2C3D9000'],
  [
    'sam',
    '80700000240A1B2C3D0007000000C80620240115101530010099900000000000019990FF000000000008',
    '0001E2403E2A83B59000',
  ],
  ['card', '805401000F0001E240202401151015303E2A83B508', 'AEEC3552A8EABB8B9000'],
  ['sam', '8072000004A8EABB8B', '9000'],
]

const bytesOf = (question: Question): string =>
  question.to === 'vault' ? question.asks.act : question.apdu.toString('hex').toUpperCase()

describe('a purchase is a conversation', () => {
  test('that asks card and SAM byte for byte, and ends in the proof', async () => {
    const asked: string[] = []
    const proof = await hold(purchase(order), (question) => {
      asked.push(`${question.to} ${bytesOf(question)}`)
      return hex((transcript[asked.length - 1] ?? [])[2] ?? '')
    })
    expect(asked).toEqual(transcript.map(([to, apdu]) => `${to} ${apdu}`))
    expect(proof).toMatchObject({
      ok: true,
      value: {
        tac: hex('AEEC3552'),
        mac2: hex('A8EABB8B'),
        cardGenuine: true,
        opening: { counter: 7, balanceBefore: 10_000n, keyVersion: 1, algorithm: 0 },
        sam: { number: 0x1e240 },
      },
    })
  })

  test('that goes on from the list of its answers after a crash', async () => {
    for (let heard = 0; heard <= transcript.length; heard++) {
      const answers = transcript.slice(0, heard).map(([, , answer]) => hex(answer))
      const replayed = replay(purchase(order), answers)
      if (replayed.ended) {
        expect(heard).toBe(transcript.length)
        continue
      }
      expect(bytesOf(replayed.open)).toBe(transcript[heard]?.[1])
    }
    const opened = replay(purchase(order), [])
    const resumed = await goOn(opened, () => hex('9401'))
    expect(resumed).toMatchObject({ ended: true, value: { refused: 'purse-short' } })
  })

  test('whose DEBIT is never said twice: the card must be looked at first', async () => {
    const answers = transcript.slice(0, 2).map(([, , answer]) => hex(answer))
    const said: Question[] = []
    const resumed = await goOn(replay(purchase(order), answers), (question) => {
      said.push(question)
      return hex('9000')
    })
    expect(said).toEqual([])
    expect(resumed).toMatchObject({ ended: false, lookFirst: { to: 'card', repeat: 'look-first' } })
  })

  test('whose refusals are words of the trade', () => {
    expect(refusedBy(0x9401, purchaseInitStatus)).toMatchObject({ refused: 'purse-short' })
    expect(refusedBy(0x9302, debitStatus)).toMatchObject({ refused: 'terminal-code-refused' })
    expect(refusedBy(0x63c2, verifyStatus)).toMatchObject({
      refused: 'pin-wrong',
      detail: '63C2: the PIN is wrong; 2 tries left',
    })
    expect(refusedBy(0x6f00, debitStatus)).toMatchObject({ refused: 'card-answer-unexpected' })
  })
})

test('a host that finds MAC1 wrong is never asked for MAC2', async () => {
  const asked: string[] = []
  const refused = await hold(
    load({
      purse: 'EP',
      card: order.card,
      keyIndex: 1,
      amount: fen(10_000),
      terminal: '999000000001' as SamNumber,
      at: '20240115093000',
    }),
    (question) => {
      asked.push(bytesOf(question))
      return hex(question.to === 'card' ? '0000000000010100A1B2C3D459BDCF799000' : '00')
    },
  )
  expect(refused).toMatchObject({ refused: 'card-not-genuine' })
  expect(asked).toEqual(['805000020B010000271099900000000110', 'check-load-mac1'])
})

describe('file layouts', () => {
  const layouts = Object.values(profiles).flatMap(({ files, environment, name }) =>
    [...files, ...environment].flatMap((file) => {
      const title = `${name} ${file.fid.toString(16)} ${file.name}`
      if (file.kind === 'records') {
        return file.records.map((record) => [title, record.recordBytes, record.fields] as const)
      }
      const size = file.kind === 'binary' ? file.sizeBytes : file.recordBytes
      return [[title, size, file.fields] as const]
    }),
  )

  test.each(layouts)(
    '%s: fields lie inside the file and do not overlap',
    (_title, size, fields) => {
      let end = 0
      for (const { at, sizeBytes } of fields) {
        expect(at).toBeGreaterThanOrEqual(end)
        end = at + sizeBytes
      }
      expect(end).toBeLessThanOrEqual(size)
    },
  )

  test('what is written is read again', () => {
    const file = profiles.tunion.files.find(({ fid }) => fid === 0x0015)
    if (file?.kind !== 'binary') throw new Error('file 0015 is binary')
    const digits = (count: number): fc.Arbitrary<string> =>
      fc.stringMatching(new RegExp(`^\\d{${count}}$`))
    const values = fc.record({ number: digits(20), start: digits(8), expiry: digits(8) })
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 255 }), (given, cardClass) => {
        const all = { ...given, cardClass: String(cardClass) }
        const image = writeFields(file.fields, file.sizeBytes, all)
        expect(readFields(file.fields, image)).toMatchObject({ ok: true, value: all })
      }),
    )
  })

  test('letters where digits belong are refused by the name of the field', () => {
    const file = profiles.pboc.files.find(({ fid }) => fid === 0x0015)
    if (file?.kind !== 'binary') throw new Error('file 0015 is binary')
    expect(readFields(file.fields, Buffer.alloc(0x1e, 0xff))).toMatchObject({
      refused: 'card-file-malformed',
      field: 'number',
    })
    expect(readFields(file.fields, Buffer.alloc(4))).toMatchObject({ field: 'issuer' })
  })
})
