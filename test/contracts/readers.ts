import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../../src/base'
import {
  ReaderTrouble,
  type CardLine,
  type ReaderEvent,
  type Readers,
} from '../../terminals/reader'
import { VIRTUAL_ATR, type ServedChip } from '../../terminals/virtual'

/** Readers whose cards a test can put in and pull. */
export interface ReadersUnderTest {
  readonly readers: Readers
  /** The reader that cards are put into. */
  readonly name: string
  insert(chip: ServedChip): Promise<void>
  remove(): Promise<void>
  /** Other eyes on the same readers: another program. */
  another(): Promise<Readers>
  close(): Promise<void>
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** A chip that answers what makes readers stumble. */
class AwkwardChip implements ServedChip {
  readonly atr = VIRTUAL_ATR
  readonly heard: string[] = []
  selected = false
  private rest = Buffer.alloc(0)

  powerCut(): void {
    this.selected = false
  }

  transmit(command: Buffer): Buffer | Promise<Buffer> {
    this.heard.push(command.toString('hex').toUpperCase())
    switch (command[1]) {
      case 0xa4:
        this.selected = true
        return hex('9000')
      // The data, extended or short, comes back as it went in.
      case 0xd6: {
        const extended = command[4] === 0
        const data = command.subarray(extended ? 7 : 5)
        return Buffer.concat([data, hex(this.selected ? '9000' : '6985')])
      }
      // 600 bytes, fetched in pieces.
      case 0xcb:
        this.rest = Buffer.alloc(600, 0xab)
        return hex('6100')
      case 0xc0: {
        const size = command[4] === 0 ? 256 : (command[4] ?? 0)
        const part = this.rest.subarray(0, size)
        this.rest = this.rest.subarray(size)
        if (this.rest.length === 0) return Buffer.concat([part, hex('9000')])
        return Buffer.concat([part, Buffer.from([0x61, Math.min(this.rest.length, 0xff)])])
      }
      case 0xb0:
        return command[4] === 0x08 ? hex('0102030405060708 9000') : hex('6C08')
      case 0xee:
        return new Promise(() => undefined)
      case 0xdd:
        throw new Fault('card', 'the card was pulled in the middle', false)
      case undefined:
      default:
        return hex('6D00')
    }
  }
}

const SELECT = hex('00A40000 02 3F00')
const SAY_AGAIN = hex('00D60000 04 01020304')

/** What all readers keep, whatever stands behind them. */
export function readersContract(name: string, open: () => Promise<ReadersUnderTest>): void {
  describe(`${name} keep the contract of readers`, () => {
    let under: ReadersUnderTest
    let chip: AwkwardChip
    const lines: CardLine[] = []
    const line = async (readers = under.readers, sharing: 'exclusive' | 'shared' = 'exclusive') => {
      const opened = await readers.connect(under.name, sharing)
      lines.push(opened)
      return opened
    }
    const trouble = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'no trouble',
        (error: unknown) => (error instanceof ReaderTrouble ? error.trouble : String(error)),
      )

    beforeAll(async () => (under = await open()))
    afterAll(() => under.close())
    beforeEach(async () => {
      chip = new AwkwardChip()
      await under.insert(chip)
    })
    afterEach(async () => {
      for (const one of lines.splice(0)) await one.disconnect()
      await under.remove()
    })

    test('a reader is listed with the card that lies in it', async () => {
      const here = (await under.readers.list()).find((one) => one.name === under.name)
      expect(here?.atr).toEqual(VIRTUAL_ATR)
      await under.remove()
      expect((await under.readers.list()).find((one) => one.name === under.name)).toEqual({
        name: under.name,
      })
    })

    test('who watches hears of a card that leaves and of one that comes', async () => {
      const heard: ReaderEvent[] = []
      const stop = under.readers.watch((event) => heard.push(event))
      await under.remove()
      await under.insert(chip)
      stop()
      const reader = under.name
      expect(heard).toEqual([
        { kind: 'card-left', reader },
        { kind: 'card-arrived', reader, atr: VIRTUAL_ATR },
      ])
    })

    test('short and extended commands pass whole, in the order of the calls', async () => {
      const card = await line()
      expect(card.atr).toEqual(VIRTUAL_ATR)
      const data = Buffer.alloc(2_000, 0x5c)
      const extended = Buffer.concat([hex('00D60000 00 07D0'), data])
      const [selected, short, long] = await Promise.all([
        card.transmit(SELECT),
        card.transmit(SAY_AGAIN),
        card.transmit(extended),
      ])
      expect(selected).toEqual(hex('9000'))
      expect(short).toEqual(hex('01020304 9000'))
      expect(long).toEqual(Buffer.concat([data, hex('9000')]))
    })

    test('61xx is fetched and 6Cxx repeated', async () => {
      const card = await line()
      const whole = await card.transmit(hex('00CB0000'))
      expect(whole).toEqual(Buffer.concat([Buffer.alloc(600, 0xab), hex('9000')]))
      expect(await card.transmit(hex('00B08100 00'))).toEqual(hex('0102030405060708 9000'))
      expect(chip.heard.slice(-2)).toEqual(['00B0810000', '00B0810008'])
    })

    test('a reset card has forgotten what was selected', async () => {
      const card = await line()
      await card.transmit(SELECT)
      expect(await card.reset()).toEqual(VIRTUAL_ATR)
      expect(await card.transmit(SAY_AGAIN)).toEqual(hex('01020304 6985'))
    })

    test('a card in exclusive hands is refused to others, a shared one is not', async () => {
      const other = await under.another()
      const first = await line()
      expect(await trouble(line(other))).toBe('reader-in-use')
      expect(await trouble(line(other, 'shared'))).toBe('reader-in-use')
      await first.disconnect()
      const shared = await line(under.readers, 'shared')
      const beside = await line(other, 'shared')
      await shared.transmit(SELECT)
      expect(await beside.transmit(SAY_AGAIN)).toEqual(hex('01020304 9000'))
      expect(await trouble(line(other))).toBe('reader-in-use')
    })

    test('a card pulled in the middle is told as gone, and what it did as unknown', async () => {
      const card = await line()
      const pulled = card.transmit(hex('00DD0000'))
      await expect(pulled).rejects.toMatchObject({ trouble: 'card-left', retrySafe: false })
      expect(await trouble(card.transmit(SELECT))).toBe('card-left')
      await under.remove()
      await under.insert(chip)
      expect(await (await line()).transmit(SELECT)).toEqual(hex('9000'))
    })

    test('without a card or a reader there is no line', async () => {
      await under.remove()
      expect(await trouble(line())).toBe('card-missing')
      expect(await trouble(under.readers.connect('no such reader', 'shared'))).toBe(
        'reader-missing',
      )
    })

    test('after a mute card the readers are there again', async () => {
      const card = await line()
      const mute = card.transmit(hex('00EE0000'))
      await expect(mute).rejects.toMatchObject({ trouble: 'card-mute' })
      await under.remove()
      await under.insert(chip)
      let again = await trouble(line())
      for (let tries = 0; again !== 'no trouble' && tries < 100; tries++) {
        await pause(100)
        again = await trouble(line())
      }
      expect(again).toBe('no trouble')
      expect(await lines.at(-1)?.transmit(SELECT)).toEqual(hex('9000'))
    })
  })
}
