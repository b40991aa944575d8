import { setTimeout as pause } from 'node:timers/promises'
import { PcscReaders } from '../../terminals/pcsc'
import type { VpcdCard } from '../../terminals/virtual'
import { readersContract } from '../contracts/readers'
import { programsOfOthers } from './pcsc-programs'
import { openPcscRoom, PCSC_READER, pcscMissing, type PcscRoom } from '../support/pcscd'

/* The real PC/SC service with the virtual reader of vsmartcard, started by these tests and ended by them. */

const missing = pcscMissing()
const whole = missing === undefined ? describe : describe.skip

whole(`on the PC/SC service${missing === undefined ? '' : ` (left out: ${missing})`}`, () => {
  let room: PcscRoom
  beforeAll(async () => {
    room = await openPcscRoom()
    Object.assign(process.env, room.environment)
  })
  afterAll(() => room.close())

  describe('programs of others', () => programsOfOthers(() => room))

  readersContract('PC/SC readers', async () => {
    let card: VpcdCard | undefined
    const readers = new PcscReaders({ answerWithinMs: 1_500 })
    const others: PcscReaders[] = []
    const seen = async (there: boolean, of: PcscReaders): Promise<void> => {
      for (;;) {
        const faces = await of.list().catch(() => [])
        const face = faces.find(({ name }) => name === PCSC_READER)
        if (face !== undefined && (face.atr !== undefined) === there) return
        await pause(20)
      }
    }
    return {
      readers,
      name: PCSC_READER,
      insert: async (chip) => {
        if (card !== undefined) return
        card = await room.insert(chip)
        await seen(true, readers)
      },
      remove: async () => {
        await card?.remove()
        card = undefined
        await seen(false, readers)
      },
      another: async () => {
        const other = new PcscReaders()
        others.push(other)
        await seen(true, other)
        return other
      },
      close: async () => {
        for (const one of [readers, ...others]) await one.close()
      },
    }
  })
})
