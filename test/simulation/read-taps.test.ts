import { gzipSync } from 'node:zlib'
import { readTaps } from '../../src/simulation/read-taps'
import { HEADER, MadeFiles, rowText } from './city-file'

const files = new MadeFiles()
afterAll(() => files.remove())

const read = async (content: string | Buffer) => readTaps(files.write(content))

test('a file is the same plain, packed, with a byte order mark and with the line ends of Windows', async () => {
  const lines = [HEADER, rowText(), rowText({ card: 'BB' })]
  const plain = await read(lines.join('\n'))
  expect(plain).toMatchObject({
    ok: true,
    value: { rows: 2, taps: [{ card: 'ABCDEF' }, { card: 'BB' }] },
  })
  for (const content of [
    gzipSync(lines.join('\n')),
    `\uFEFF${lines.join('\n')}\n`,
    lines.join('\r\n'),
  ]) {
    const other = await read(content)
    expect(other.ok && other.value.taps).toEqual(plain.ok && plain.value.taps)
  }
})

test('columns are found by name, in any order, and others are not read', async () => {
  const answer = await read(
    'note,company_name,equ_no,deal_value,deal_money,deal_type,deal_date,card_no\n' +
      '"a, b",巴士集团,7,200,100,巴士,2018-09-01T08:05,A\n',
  )
  expect(answer).toMatchObject({
    ok: true,
    value: {
      skipped: [],
      taps: [
        {
          number: 1,
          card: 'A',
          at: '20180901080500',
          listFen: 200n,
          chargedFen: 100n,
          terminal: '7',
          operator: '巴士集团',
          station: '',
          transfer: false,
          copies: 1,
        },
      ],
    },
  })
})

test('a file without a required column is refused by the name of the column', async () => {
  const answer = await read('card_no,deal_date,deal_type,deal_value,equ_no,company_name\n')
  expect(answer).toMatchObject({ ok: false, refused: 'column-missing', field: 'deal_money' })
  expect(await read('')).toMatchObject({ ok: false, refused: 'column-missing' })
  expect(await read(`${HEADER}\n`)).toMatchObject({ ok: false, refused: 'no-taps' })
  expect(await readTaps('/nowhere/taps.csv')).toMatchObject({ refused: 'file-unreadable' })
})

test('bytes that are not UTF-8 are refused, and so is a broken archive', async () => {
  const gbk = Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.from([0xb0, 0xcd, 0xca, 0xbf])])
  expect(await read(gbk)).toMatchObject({ ok: false, refused: 'file-not-csv' })
  const packed = gzipSync([HEADER, rowText()].join('\n'))
  expect(await read(packed.subarray(0, 40))).toMatchObject({ ok: false, refused: 'file-not-csv' })
})

test('a row that stands there twice to the letter is one tap', async () => {
  const answer = await read([HEADER, rowText(), rowText(), rowText({ station: 'M1' })].join('\n'))
  expect(answer).toMatchObject({
    ok: true,
    value: { rows: 3, taps: [{ copies: 2 }, { copies: 1 }] },
  })
})

test('holes in what is not needed are fine; in what is, the row is left out and told', async () => {
  const answer = await read(
    [
      HEADER,
      rowText({ station: '', car: 'NULL', transfer: '' }),
      rowText({ card: ' ' }),
      rowText({ at: '2018-02-30 08:00:00' }),
      rowText({ at: 'yesterday' }),
      rowText({ paid: '-5' }),
      rowText({ paid: '1.5' }),
      rowText({ list: '4294967296' }),
      rowText({ paid: '160.0', card: 'B' }),
      'A,2018-09-01 08:00:00,巴士,160',
      `${rowText()},one,too,many`,
    ].join('\n'),
  )
  expect(answer).toMatchObject({
    ok: true,
    value: {
      rows: 10,
      taps: [
        { station: '', vehicle: '' },
        { card: 'B', chargedFen: 160n },
      ],
      skipped: [
        { reason: 'hole', column: 'card_no', count: 1, firstRows: [2] },
        { reason: 'date-malformed', column: 'deal_date', count: 2, firstRows: [3, 4] },
        { reason: 'amount-malformed', column: 'deal_money', count: 2, firstRows: [5, 6] },
        { reason: 'amount-malformed', column: 'deal_value', count: 1, firstRows: [7] },
        { reason: 'hole', column: 'deal_value', count: 1, firstRows: [9] },
        { reason: 'too-many-fields', column: 'row', count: 1, firstRows: [10] },
      ],
    },
  })
})
