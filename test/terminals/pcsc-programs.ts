import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { demonstrationCard, served, VIRTUAL_ATR, type VpcdCard } from '../../terminals/virtual'
import { PCSC_READER, type PcscRoom } from '../support/pcscd'

/*
 * Programs nobody here wrote read a virtual card through the machine's own PC/SC service: opensc-tool, pcsc_scan and
 * pyscard. What they say is compared with what the card holds.
 */

/** The application of a T-Union card, JT/T 978.2. */
const T_UNION = 'A000000632010105'
const NUMBER = '3104403000000000001'
const BALANCE_FEN = 8_635
const SELECT = `00A4040008${T_UNION}`
const READ_PUBLIC_FILE = '00B095001E'
const GET_BALANCE = '805C000204'
const ATR = VIRTUAL_ATR.toString('hex').toUpperCase()

/** What they must say of a card in the virtual reader of this room. */
export function programsOfOthers(roomNow: () => PcscRoom): void {
  const chip = demonstrationCard('tunion')
  let card: VpcdCard
  beforeAll(async () => {
    card = await roomNow().insert(served(chip))
    // The service looks for cards every half second; the first program to see it says so.
    for (;;) {
      const { text } = await run('/usr/bin/opensc-tool', ['--atr'])
      if (bare(text).includes(ATR)) break
    }
  }, 120_000)
  afterAll(() => card.remove())

  /** What a program says, with the environment that leads it to our service. */
  async function run(program: string, order: readonly string[]): Promise<{ text: string }> {
    const child = spawn(program, order, { env: { ...process.env, ...roomNow().environment } })
    let text = ''
    child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()))
    child.stderr.on('data', (bytes: Buffer) => (text += bytes.toString()))
    await once(child, 'close')
    return { text }
  }

  test('opensc-tool: reader, answer to reset, application, public file and balance', async () => {
    expect((await run('/usr/bin/opensc-tool', ['--list-readers'])).text).toContain(PCSC_READER)
    const order = [SELECT, READ_PUBLIC_FILE, GET_BALANCE].flatMap((apdu) => ['--send-apdu', apdu])
    const { text } = await run('/usr/bin/opensc-tool', order)
    expect(text.match(/SW1=0x90, SW2=0x00/g)).toHaveLength(3)
    const said = bare(text)
    expect(said).toContain(NUMBER.padStart(20, '0'))
    expect(said).toContain(chip.memory.ep.balanceFen.toString(16).toUpperCase().padStart(8, '0'))
    expect(chip.memory.ep.balanceFen).toBe(BALANCE_FEN)
  }, 60_000)

  test('pcsc_scan: the reader, and the answer to reset as we made it', async () => {
    const { text } = await run('/usr/bin/pcsc_scan', ['-n', '-c', '-t', '3'])
    expect(text).toContain(PCSC_READER)
    expect(bare(text)).toContain(ATR)
  }, 60_000)

  test('pyscard: the records of the logs as the card holds them', async () => {
    const { text } = await run('/usr/bin/python3', ['-c', READ_LOGS, SELECT])
    const records = [...chip.memory.files.values()].flatMap((file) =>
      Buffer.isBuffer(file) ? [] : (file as readonly Buffer[]),
    )
    expect(records).toHaveLength(4)
    for (const record of records) expect(text).toContain(record.toString('hex').toUpperCase())
  }, 60_000)
}

/** Letters and digits of a dump, without what stands between them. */
const bare = (text: string): string => text.toUpperCase().replaceAll(/[^0-9A-F]/g, '')

/** Every record of every short file, through pyscard. */
const READ_LOGS = `
import sys
from smartcard.System import readers
from smartcard.util import toBytes, toHexString
card = readers()[0].createConnection()
card.connect()
_, one, two = card.transmit(toBytes(sys.argv[1]))
assert (one, two) == (0x90, 0x00), (one, two)
for file in range(1, 31):
    for record in range(1, 11):
        data, one, two = card.transmit([0x00, 0xB2, record, file << 3 | 4, 0x17])
        if (one, two) != (0x90, 0x00):
            break
        print(toHexString(data).replace(' ', ''))
`
