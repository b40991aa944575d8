import { DurableTapJournal } from '../../terminals/bus-validator'
import type { TapRecord } from '../../src/messages'
import { City, NUMBER } from './city'
import { PowerCut, PowerCutFolder } from './power-cut-folder'

const AT = '20240115235900'
const TAPS = 4

/** A morning: taps, one upload that is receipted, a tap; until the power goes. Returns what the centre was sent. */
class Morning {
  readonly city = new City()
  readonly card = this.city.issue()
  readonly sent = new Map<number, readonly TapRecord[]>()
  #minute = 0

  constructor(readonly folder: PowerCutFolder) {
    this.city.load(this.card, NUMBER, 10_000)
  }

  run(): void {
    try {
      const journal = new DurableTapJournal(this.folder, 6)
      for (let tap = 0; tap < TAPS; tap++) {
        this.tap(journal)
        if (tap === 2) this.upload(journal)
      }
    } catch (cut) {
      if (!(cut instanceof PowerCut)) throw cut
    }
  }

  /** The bus has power again: the rider shows the card once more, and everything goes up. */
  afterwards(): DurableTapJournal {
    this.folder.restore()
    this.card.powerCut()
    this.city.sam.powerCut()
    const journal = new DurableTapJournal(this.folder, 6)
    this.tap(journal)
    while (this.upload(journal));
    return journal
  }

  tap(journal: DurableTapJournal): void {
    const validator = this.city.validatorWith(journal)
    const at = `2024011510${String(this.#minute++).padStart(2, '0')}00`
    expect(this.city.tap(this.card, { at }, validator)).toMatchObject({ told: 'paid' })
    this.card.powerCut()
  }

  /** The centre keeps the first file of a number; a repeated one must be the same. */
  upload(journal: DurableTapJournal): boolean {
    const packed = journal.fileToSend(AT)
    if (packed === undefined) return false
    const before = this.sent.get(packed.file)
    if (before !== undefined) expect(packed.records).toEqual(before)
    this.sent.set(packed.file, packed.records)
    journal.receipted(packed.file)
    return true
  }
}

test('the power may go at any write of a morning: each debit of the card is one record, sent once', () => {
  const whole = new Morning(new PowerCutFolder())
  whole.run()
  const size = whole.folder.written
  for (let cutAt = 0; cutAt <= size; cutAt += 23) {
    const morning = new Morning(new PowerCutFolder(cutAt))
    morning.run()
    const journal = morning.afterwards()
    const records = [...morning.sent.values()].flat()
    const { balanceFen, offlineCounter } = morning.card.memory.ep
    expect(records.map(({ counter }) => counter)).toEqual(
      Array.from({ length: offlineCounter }, (_, counter) => counter),
    )
    expect(records.reduce((sum, { amount }) => sum + amount, 0n)).toBe(10_000n - BigInt(balanceFen))
    expect(new Set(records.map(({ uploadSeq }) => uploadSeq)).size).toBe(records.length)
    expect(records.every(({ state }) => state === 0)).toBe(true)
    expect(journal.waiting).toBe(0)
  }
})

test('a file that was packed stays what it is while taps go on, until it is receipted', () => {
  const morning = new Morning(new PowerCutFolder())
  const journal = new DurableTapJournal(morning.folder)
  morning.tap(journal)
  const packed = journal.fileToSend(AT)
  morning.tap(journal)
  expect(new DurableTapJournal(morning.folder).fileToSend('20240116000000')).toEqual(packed)
  journal.receipted(7)
  expect(journal.waiting).toBe(2)
  journal.receipted(1)
  expect(journal.fileToSend('20240116000000')).toMatchObject({
    file: 2,
    records: [{ uploadSeq: 2 }],
  })
})

test('a tap whose card never comes back goes up as unconfirmed after its time', () => {
  const morning = new Morning(new PowerCutFolder())
  const journal = new DurableTapJournal(morning.folder)
  morning.tap(journal)
  const [paid] = journal.fileToSend(AT)?.records ?? []
  if (paid === undefined) throw new Error('a tap was made')
  journal.opened({ record: { ...paid, termSeq: 99, counter: 1, tac: '00000000', state: 1 } })
  expect(journal.giveUpOpen('20240101000000')).toBe(0)
  expect(journal.giveUpOpen(AT)).toBe(1)
  expect(journal.openTapsOf(NUMBER)).toEqual([])
  journal.receipted(1)
  expect(new DurableTapJournal(morning.folder).fileToSend(AT)?.records).toMatchObject([
    { termSeq: 99, state: 1, tac: '00000000' },
  ])
})
