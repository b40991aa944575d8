import { type Act, ok, refuse, type Result } from '../base'
import {
  cardActs,
  cardNumberOf,
  changeManyCards,
  type CardProfile,
  type CardReason,
} from '../registry'
import { type StockAct, stockDone, stockLifecycle, type StockState } from './stock-lifecycle'
import { type Chip, insertChips, lockChips, writeMoves } from './store-stock'

/** Chips of one act at most: a box, not a lorry. */
export const CHIPS_MAX = 5_000

export type StockRefusal =
  | 'serial-malformed'
  | 'serial-twice'
  | 'serial-known'
  | 'serial-unknown'
  | 'batch-malformed'
  | 'too-many-chips'
  | 'stock-state-forbids'
  | 'stock-not-yours'
  | 'receiver-missing'
  | 'reason-unknown'

/**
 * Blank chips arrive from the chip maker and are counted into the store. A serial that was ever received is refused:
 * no serial is twice in the city.
 */
export async function receiveStock(
  act: Act,
  received: {
    readonly batch: string
    readonly profile: CardProfile
    /** 16 hex digits each. */
    readonly serials: readonly string[]
  },
): Promise<Result<{ readonly batch: string; readonly count: number }, StockRefusal>> {
  const { batch, profile } = received
  if (!/^[a-z0-9-]{1,40}$/.test(batch)) {
    return refuse('batch-malformed', {
      field: 'batch',
      detail: 'a batch is 1 to 40 small letters, digits or hyphens',
    })
  }
  const serials = checkSerials(received.serials)
  if (!serials.ok) return serials
  const known = await insertChips(act.tx, { serials: serials.value, batch, profile, at: act.at })
  if (known !== undefined) {
    return refuse('serial-known', {
      field: `serials.${serials.value.indexOf(known)}`,
      detail: `chip ${known} was received before`,
    })
  }
  await writeMoves(act, {
    chips: serials.value.map((serial) => ({ serial, state: null, holder: null })),
    act: 'receive',
    to: 'in-store',
    holder: null,
    reason: 'received',
  })
  await act.trail({
    act: 'stock.received',
    subject: `stock-batch:${batch}`,
    detail: { count: serials.value.length, profile },
  })
  return ok({ batch, count: serials.value.length })
}

export interface StockMove {
  readonly act: StockAct
  readonly serials: readonly string[]
  /** Who gets them in hand; of takeOut and handOver. */
  readonly to?: string
  /** Of spoil: damaged, misprint or missing; of others in plain words. */
  readonly reason: string
}

/**
 * Moves chips between the store and the hands of clerks, or writes them off: all of them or none. Who has not got
 * a chip in hand cannot give it on (`stock-not-yours`), unless a supervisor acts. A chip that has become a
 * card takes its card along: spoiled, undone or destroyed.
 */
export async function moveStock(
  act: Act,
  move: StockMove,
): Promise<Result<{ readonly count: number }, StockRefusal>> {
  const serials = checkSerials(move.serials)
  if (!serials.ok) return serials
  const needsReceiver = move.act === 'takeOut' || move.act === 'handOver'
  if (needsReceiver !== (move.to !== undefined)) {
    return refuse('receiver-missing', {
      field: 'to',
      detail: needsReceiver ? 'say who gets them in hand' : 'nobody gets these in hand',
    })
  }
  const chips = await lockChips(act.tx, serials.value)
  const to = allowed(act, move, { serials: serials.value, chips })
  if (!to.ok) return to
  const moved = await moveCards(act, move, chips)
  if (!moved.ok) return moved
  await writeMoves(act, {
    chips: [...chips.values()],
    act: move.act,
    to: to.value,
    holder: move.to ?? null,
    reason: move.reason,
  })
  await act.trail({
    act: `stock.${stockDone[move.act]}`,
    subject: `stock:${act.reference}`,
    reason: move.reason,
    detail: { count: chips.size, to: move.to ?? null },
  })
  return ok({ count: chips.size })
}

function allowed(
  act: Act,
  move: StockMove,
  {
    serials,
    chips,
  }: { readonly serials: readonly string[]; readonly chips: ReadonlyMap<string, Chip> },
): Result<StockState, StockRefusal> {
  let to: StockState = 'in-store'
  const mayForOthers = act.actor.roles.includes('counter-supervisor')
  for (const [index, serial] of serials.entries()) {
    const field = `serials.${index}`
    const chip = chips.get(serial)
    if (chip === undefined) return refuse('serial-unknown', { field, detail: `no chip ${serial}` })
    const next = stockLifecycle.after(chip.state, move.act)
    if (!next.ok) {
      return refuse('stock-state-forbids', {
        field,
        detail: `"${move.act}" is not allowed, because chip ${serial} is ${chip.state}`,
      })
    }
    if (chip.holder !== null && chip.holder !== act.actor.id && !mayForOthers) {
      return refuse('stock-not-yours', { field, detail: `chip ${serial} is in other hands` })
    }
    to = next.value
  }
  return ok(to)
}

/** Cards among the chips go the same way; a scrapped chip's card was destroyed when it was scrapped. */
async function moveCards(
  act: Act,
  move: StockMove,
  chips: ReadonlyMap<string, Chip>,
): Promise<Result<unknown, StockRefusal>> {
  if (move.act !== 'spoil' && move.act !== 'undoSpoil' && move.act !== 'destroy') return ok(0)
  const cards = [...chips.values()].flatMap(({ card, state }) =>
    card === null || state === 'scrapped' ? [] : [cardNumberOf(card.number, card.digits)],
  )
  const reasons: readonly string[] = cardActs[move.act].reasons
  if (!reasons.includes(move.reason)) {
    return refuse('reason-unknown', {
      field: 'reason',
      detail: `a reason for "${move.act}" is one of ${reasons.join(', ')}`,
    })
  }
  if (cards.length === 0) return ok(0)
  const done = await changeManyCards(act, {
    cards,
    act: move.act,
    reason: move.reason as CardReason<'spoil' | 'undoSpoil' | 'destroy'>,
  })
  if (done.ok) return done
  return refuse('stock-state-forbids', done.detail === undefined ? {} : { detail: done.detail })
}

/** Upper-case, each once, not too many. */
export function checkSerials(
  given: readonly string[],
): Result<readonly string[], 'serial-malformed' | 'serial-twice' | 'too-many-chips'> {
  if (given.length === 0 || given.length > CHIPS_MAX) {
    return refuse('too-many-chips', {
      field: 'serials',
      detail: `one act moves 1 to ${CHIPS_MAX} chips`,
    })
  }
  const seen = new Set<string>()
  for (const [index, text] of given.entries()) {
    const serial = text.toUpperCase()
    if (!/^[0-9A-F]{16}$/.test(serial)) {
      return refuse('serial-malformed', {
        field: `serials.${index}`,
        detail: 'a chip serial is 16 hexadecimal digits',
      })
    }
    if (seen.has(serial)) {
      return refuse('serial-twice', {
        field: `serials.${index}`,
        detail: `chip ${serial} is in the list twice`,
      })
    }
    seen.add(serial)
  }
  return ok([...seen])
}
