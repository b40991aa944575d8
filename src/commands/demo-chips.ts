import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { Fault, invariant, type Chance } from '../base'
import { holdSync, profiles, readCardFace } from '../card'
import type { VirtualKeyFactory } from '../keys'
import {
  blankCard,
  served,
  type CardState,
  type ServedChip,
  type VirtualCard,
} from '../../terminals/virtual'

/** A chip of the demonstration's drawer. */
export interface DemoChip {
  /** 16 hex digits. */
  readonly serial: string
  readonly chip: ServedChip
  /** The number it bears, nothing while it is blank or cannot be read; asks the chip, which must not lie in a reader. */
  number(): string | undefined
  /** What it is to whoever looks into the drawer; asks it in the same way. */
  meaning(): string
}

export interface DemoChipMaking {
  readonly serial: string
  readonly factory: VirtualKeyFactory
  readonly chance: Chance
  /** Where what it holds is kept between two starts; without one it is forgotten. */
  readonly folder: string | undefined
}

/**
 * A chip in software that outlives the program: every change of its memory is in a file before its answer is heard, as
 * the memory of a real chip would be. A file that cannot be written is a card that was pulled.
 */
export function demoChip({ serial, factory, chance, folder }: DemoChipMaking): DemoChip {
  const bytes = Buffer.from(serial, 'hex')
  const label = { purpose: 'transport', version: 1, algorithm: '3des' } as const
  const key = factory.key(label, [bytes])
  invariant(key.ok, 'the transport key of the maker is known', { key })
  const file = folder === undefined ? undefined : join(folder, `${serial}.chip`)
  const card = blankCard({
    profile: profiles.tunion.name,
    serial: bytes,
    transport: { index: 0, version: 1, algorithm: '3des', key: key.value },
    chance,
    memory: file === undefined || !existsSync(file) ? undefined : readMemory(file),
  })
  const chip = served(card)
  return {
    serial,
    chip: file === undefined ? chip : { ...chip, transmit: keeping(card, file) },
    number: () => {
      const face = faceOf(card)
      return face === undefined || face.blank ? undefined : face.number
    },
    meaning: () => meaningOf(faceOf(card)),
  }
}

function keeping(card: VirtualCard, file: string): ServedChip['transmit'] {
  let kept = card.memory
  return (command) => {
    const answer = card.transmit(command)
    if (card.memory !== kept) {
      writeMemory(file, card.memory)
      kept = card.memory
    }
    return answer
  }
}

function readMemory(file: string): CardState {
  try {
    return deserialize(readFileSync(file)) as CardState
  } catch (cause) {
    throw new Fault('demonstration chip', `${file} cannot be read; remove it`, false, { cause })
  }
}

/** Whole or not at all: a new file takes the place of the old one. */
function writeMemory(file: string, memory: CardState): void {
  try {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(`${file}.new`, serialize(memory), { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
  } catch (cause) {
    throw new Fault('demonstration chip', `${file} cannot be written`, false, { cause })
  }
}

const SHOWN_DIGITS = 6

type Face = ReturnType<typeof faceOf>

function faceOf(card: VirtualCard) {
  const face = holdSync(readCardFace('tunion'), (question) => {
    invariant(question.to === 'card', 'a look at a card asks the card alone')
    return card.transmit(question.apdu)
  })
  card.powerCut()
  return face.ok ? face.value : undefined
}

function meaningOf(face: Face): string {
  if (face === undefined) return '不可读的卡 · a card that cannot be read'
  return face.blank ? '空白卡 · blank chip' : `市民卡 · card …${face.number.slice(-SHOWN_DIGITS)}`
}
