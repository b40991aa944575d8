import { SeededChance, toHex } from '../base'
import { decodeRecords, encodeRecord, writeTapFile, type TapRecord } from '../messages'
import { cardTargets } from './cards'
import { fileTargets, SHORT_LINE } from './files'
import { messageTargets } from './messages'
import { stepsAllowed, wrong, type Outcome, type Target } from './target'

export interface FuzzOrder {
  readonly seed: number
  /** Inputs in all, shared out among the decoders. */
  readonly count: number
  readonly tell?: (done: number) => void
}

export interface FuzzedTarget {
  readonly target: string
  readonly inputs: number
  readonly accepted: number
  readonly refused: number
  /** The most work one input caused, in steps. */
  readonly mostSteps: number
}

/** One input that a decoder did not stand, as hex, with what happened. */
export interface FuzzFinding {
  readonly target: string
  readonly input: string
  readonly why: string
}

export interface FuzzReport {
  readonly seed: number
  readonly inputs: number
  readonly targets: readonly FuzzedTarget[]
  /** The first of each decoder; `wrong` counts all. */
  readonly findings: readonly FuzzFinding[]
  readonly wrong: number
}

const FINDINGS_OF_EACH = 3
const TELL_EVERY = 50_000

/**
 * Feeds every decoder of bytes from outside with seeded inputs, well-formed ones and spoiled ones. No input may make
 * it throw or work beyond its bytes; what it accepts must be written back as the very same bytes; what it refuses, it
 * refuses by a word. The same seed and count make the same inputs.
 */
export async function fuzzDecoders({ seed, count, tell }: FuzzOrder): Promise<FuzzReport> {
  const targets = [...messageTargets(), ...fileTargets(await tapFiles()), ...cardTargets()]
  const shares = targets.reduce((sum, { share }) => sum + share, 0)
  const done: FuzzedTarget[] = []
  const findings: FuzzFinding[] = []
  let wrongs = 0
  let inputs = 0
  for (const [index, target] of targets.entries()) {
    const chance = new SeededChance(Math.imul(seed, 0x9e37) + index * 0x51ed)
    const own = Math.max(1, Math.round((count * target.share) / shares))
    const tally = { inputs: 0, accepted: 0, refused: 0, mostSteps: 0 }
    let found = 0
    for (; tally.inputs < own; tally.inputs++) {
      const input = target.input(chance)
      const outcome = await tried(target, input, chance)
      if (outcome.was === 'wrong') {
        wrongs++
        if (found++ < FINDINGS_OF_EACH) {
          findings.push({ target: target.name, input: toHex(input), why: outcome.why })
        }
      } else {
        tally[outcome.was]++
        tally.mostSteps = Math.max(tally.mostSteps, outcome.steps)
      }
      if (++inputs % TELL_EVERY === 0) tell?.(inputs)
    }
    done.push({ target: target.name, ...tally })
  }
  return { seed, inputs, targets: done, findings, wrong: wrongs }
}

async function tried(target: Target, input: Buffer, chance: SeededChance): Promise<Outcome> {
  try {
    const given = target.decode(input, chance)
    const outcome = given instanceof Promise ? await given : given
    return outcome.was !== 'wrong' && outcome.steps > stepsAllowed(input.length)
      ? wrong(`${outcome.steps} steps for ${input.length} bytes`)
      : outcome
  } catch (error) {
    return wrong(`threw ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A small batch file of both forms. */
async function tapFiles(): Promise<readonly Buffer[]> {
  const records: TapRecord[] = decodeRecords('text', Buffer.from(SHORT_LINE.repeat(3)), 1).flatMap(
    (one) => ('record' in one ? [one.record] : []),
  )
  const files: Buffer[] = []
  for (const form of ['text', 'binary'] as const) {
    if (records.some((record) => !encodeRecord(form, record).ok)) continue
    const file = await writeTapFile(
      {
        form,
        operator: 'op_bus',
        fileNo: 1,
        createdAt: '20260302090000',
        records,
      },
      () => Buffer.alloc(8, 0x11),
    )
    if (file.ok) files.push(file.value)
  }
  return files
}
