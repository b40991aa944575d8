import { createHash } from 'node:crypto'
import type { Chance } from '../base'
import {
  decodeRecords,
  describeRecord,
  encodeRecord,
  readFareTableFile,
  readHotlistFile,
  readTapFile,
  writeFareTableFile,
  writeHotlistFile,
  type DecodedLine,
  type TapFileForm,
} from '../messages'
import { oneOf, spoiled, textOf } from './spoil'
import { accepted, refusedAs, wrong, type Outcome, type Target } from './target'

const TAP_LINE =
  'R|3101090000252005943|1048000000000001|1|0|9|0|1000|240|300|1|20180901081032|000224007435|1|047BD090|1|0|00000000000224007435|DCD08ADD29B874E3|M291线（混租电动）||粤B31141D||0|||0|224007435|1|1|0\n'
/** Blocks have less room for names and numbers of devices. */
export const SHORT_LINE = TAP_LINE.replace('M291线（混租电动）', 'M291')
  .replace('粤B31141D', 'B31141')
  .replace('|224007435|1|1|0', '|7435|1|1|0')
const DIGITS = '0123456789'

/** Files between operators, terminals and the centre. `tapFiles`: whole ones, of both forms. */
export const fileTargets = (tapFiles: readonly Buffer[]): readonly Target[] => {
  const [first] = decodeRecords('text', Buffer.from(SHORT_LINE), 1)
  const block =
    first !== undefined && 'record' in first ? encodeRecord('binary', first.record) : undefined
  return [
    recordTarget('tap records as lines', 'text', Buffer.from(TAP_LINE.repeat(2))),
    recordTarget(
      'tap records as blocks',
      'binary',
      block?.ok === true ? block.value : Buffer.alloc(128),
    ),
    {
      name: 'tap file',
      share: 2,
      input: (chance) => spoiled(oneOf(tapFiles, chance), chance),
      decode: readWhole,
    },
    {
      name: 'a record to be described',
      share: 1,
      input: (chance) => spoiled(Buffer.from(TAP_LINE.trim()), chance),
      decode: (input) => {
        const told = describeRecord(input.toString('utf8'))
        return told.ok ? accepted(told.value.fields.length) : refusedAs()
      },
    },
    {
      name: 'hotlist file',
      share: 4,
      input: (chance) => sealedAgain(spoiled(hotlist(chance), chance), chance),
      decode: async (input) => {
        const text = input.toString('latin1')
        const file = readHotlistFile(text)
        if (!file.ok) return refusedAs()
        const { lines, mac } = file.value
        const again = await writeHotlistFile(file.value, lines, () => mac)
        return again === text ? accepted(lines.length) : wrong('written back as other text')
      },
    },
    {
      name: 'fare table file',
      share: 3,
      input: (chance) => sealedAgain(spoiled(fareTable(chance), chance), chance),
      decode: async (input) => {
        const text = input.toString('utf8')
        const file = readFareTableFile(text)
        if (!file.ok) return refusedAs()
        const { lines, mac } = file.value
        const again = await writeFareTableFile(file.value, lines, () => mac)
        return again === text ? accepted(lines.length) : wrong('written back as other text')
      },
    },
  ]
}

function recordTarget(name: string, form: TapFileForm, wellFormed: Buffer): Target {
  return {
    name,
    share: 4,
    input: (chance) => spoiled(wellFormed, chance),
    decode: (input) => {
      const lines = decodeRecords(form, input, 1)
      const taken = lines.filter((one) => 'record' in one)
      const again = taken.map((one) => encodeRecord(form, one.record))
      if (again.some(({ ok }) => !ok)) return wrong('read and not written')
      const bytes = again.map((one) => (one.ok ? one.value : Buffer.alloc(0)))
      // The last line of a chunk may lack its line feed.
      const whole = form === 'text' ? Buffer.concat([input, Buffer.of(0x0a)]) : input
      if (!bytes.every((one) => whole.includes(one))) return wrong('written back as other bytes')
      const numbered = lines.every(({ line }: DecodedLine, index) => line === index + 1)
      if (!numbered) return wrong('records without their numbers')
      return taken.length > 0 ? accepted(lines.length) : refusedAs(lines.length)
    },
  }
}

/** A file ends once, in "end" or "refused", and an end counts what came before it. */
async function readWhole(input: Buffer, chance: Chance): Promise<Outcome> {
  const size = 1 + chance.below(200)
  let steps = 0
  let records = 0
  let sumFen = 0n
  let end: 'end' | 'refused' | undefined
  for await (const part of readTapFile(inPieces(input, size))) {
    steps++
    if (end !== undefined) return wrong(`something comes after "${end}"`)
    if (part.kind === 'chunk') {
      records += part.recordCount
      sumFen += part.sumFen
    }
    if (part.kind === 'refused') end = 'refused'
    if (part.kind === 'end') {
      end = 'end'
      if (part.recordCount !== records || part.sumFen !== sumFen) return wrong('counts differ')
    }
  }
  if (end === undefined) return wrong('the file has no end')
  return end === 'end' ? accepted(steps) : refusedAs(steps)
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size))
  }
}

function hotlist(chance: Chance): Buffer {
  const count = chance.below(4)
  const lines = Array.from({ length: count }, () =>
    chance.below(3) === 0
      ? `U|${textOf(DIGITS, 16, chance)}\n`
      : `L|${textOf(DIGITS, 16 + chance.below(4), chance)}|lost\n`,
  )
  return Buffer.from(
    `CITYCARD-HOTLIST|1|${1 + chance.below(99)}|${chance.below(9)}|20260302090000|20260302090500|${count}\n${lines.join('')}`,
  )
}

function fareTable(chance: Chance): Buffer {
  const some = ['F|M291|240\n', 'S|1|A|B|300\n', 'R|3|500000|2\n', 'T|90|40\n'].filter(
    () => chance.below(2) === 0,
  )
  return Buffer.from(
    `CITYCARD-FARES|1|op_bus|${1 + chance.below(99)}|20260302090000|20260303000000|${some.length}\n${some.join('')}`,
  )
}

/** With a trailer that fits, else the digest would refuse everything and nothing behind it were tried. */
function sealedAgain(body: Buffer, chance: Chance): Buffer {
  const count = Math.max(0, body.toString('latin1').split('\n').length - 2)
  const digest = createHash('sha256').update(body).digest('hex')
  const end = Buffer.from(`END|${count}|${digest}|0011223344556677\n`)
  return chance.below(8) === 0
    ? spoiled(Buffer.concat([body, end]), chance)
    : Buffer.concat([body, end])
}
