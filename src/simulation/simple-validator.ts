import { invariant, type Chance, type SamNumber } from '../base'
import { holdSync } from '../card'
import type { VirtualKeyFactory } from '../keys'
import { openTerminal, Validator, type MemoryJournal } from '../../terminals/bus-validator'
import { samKeysFrom, VirtualSam } from '../../terminals/virtual'

/** A validator of a bus with a SAM in software, started on a day; its taps are genuine under the keys it is given. */
export function simpleValidator(of: {
  readonly sam: SamNumber
  /** Sixteen hex digits: whose cards it takes. */
  readonly issuer: string
  readonly keys: VirtualKeyFactory
  readonly chance: Chance
  /** YYYYMMDD */
  readonly today: string
  readonly device: string
  readonly journal: MemoryJournal
}): Validator {
  const sam = new VirtualSam({
    terminal: of.sam,
    serial: of.sam.padStart(20, '0'),
    acceptor: '00000000000000A1',
    issuer: of.issuer,
    start: '20200101',
    expiry: '20391231',
    keyIndex: 1,
    keys: samKeysFrom(of.keys),
    chance: of.chance,
  })
  const terminal = holdSync(openTerminal({ today: of.today }), (question) => {
    invariant(question.to === 'sam', 'a terminal starts with its SAM')
    return sam.transmit(question.apdu)
  })
  invariant(terminal.ok, 'a terminal starts', { terminal })
  const device = { device: of.device, program: '1.0', test: 0 }
  return new Validator({ terminal: terminal.value, device, levels: 2, sam, journal: of.journal })
}
