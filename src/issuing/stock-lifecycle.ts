import { machine } from '../base'

/**
 * A chip in our hands: 领入 take out, 交接 hand over, 上交 give back, 作废 spoil, 作废取消 undo. What is spoiled by
 * mistake comes back into the store and is counted there; what failed at the press stays scrap.
 */
export const stockLifecycle = machine({
  'in-store': { takeOut: 'with-clerk', sendToMaker: 'at-maker', spoil: 'spoiled' },
  'with-clerk': {
    handOver: 'with-clerk',
    giveBack: 'in-store',
    spoil: 'spoiled',
    scrap: 'scrapped',
    issue: 'issued',
  },
  'at-maker': { comeBack: 'in-store', scrap: 'scrapped' },
  spoiled: { undoSpoil: 'in-store', destroy: 'destroyed' },
  scrapped: { destroy: 'destroyed' },
  issued: {},
  destroyed: {},
})

export type StockState = (typeof stockLifecycle.states)[number]

/** What people do with stock by hand; the other acts follow from an order, a writing or an issue. */
export const stockActs = [
  'takeOut',
  'handOver',
  'giveBack',
  'spoil',
  'undoSpoil',
  'destroy',
] as const

export type StockAct = (typeof stockActs)[number]

export const stockStates = stockLifecycle.states

/** How the trail names each act: `stock.<done>`. */
export const stockDone = {
  takeOut: 'taken-out',
  handOver: 'handed-over',
  giveBack: 'given-back',
  spoil: 'spoiled',
  undoSpoil: 'spoiling-undone',
  destroy: 'destroyed',
} as const satisfies Readonly<Record<StockAct, string>>
