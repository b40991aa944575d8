import { ok } from '../../src/base'
import type { CardOfPayer } from '../../src/acquiring/facts'
import { pinShown } from '../../src/acquiring/payer'
import type { Turn, Work } from '../../src/acquiring/turn-context'

const facts: CardOfPayer = {
  card: 3_104_000_000_000_001n,
  state: 'active',
  validFrom: '2026-01-01',
  validTo: '2036-01-01',
  person: 'person_li',
  pin: Buffer.alloc(8),
  pinTries: 0,
  pinLocked: false,
}

/** One turn in which PIN blocks are right or wrong as their first byte says; counts what the vault was asked. */
function oneTurn() {
  let asked = 0
  const checkPin = async ({ block }: { readonly block: Buffer }) => {
    asked++
    return ok(block[0] === 1)
  }
  const turn = {
    desk: { vault: { pos: { checkPin } } },
    tx: { query: async () => ({ rows: [], rowCount: 1 }) },
    at: new Date('2026-03-02T04:00:00Z'),
    rules: { pinTries: 3n },
    pinTries: new Map(),
  } as unknown as Turn
  const show = async (right: boolean): Promise<string> => {
    const work = {
      asked: { card: '3104000000000001', amountFen: 100n, fields: { 52: right ? '01' : '00' } },
      terminal: { terminal: '10000001' },
      keys: { pik: '00' },
    } as unknown as Work
    const shown = await pinShown(turn, work, facts, 0n)
    return shown.ok ? 'right' : shown.refused
  }
  return { show, asked: () => asked }
}

test('many terminals in one turn have no more tries at a PIN together than one has', async () => {
  const { show, asked } = oneTurn()
  const answers = [await show(false), await show(false), await show(false), await show(false)]
  expect(answers).toEqual(['pin-wrong', 'pin-wrong', 'pin-locked', 'pin-locked'])
  expect(await show(true)).toBe('pin-locked')
  expect(asked()).toBe(3)
})

test('a right PIN in between begins the count anew', async () => {
  const { show } = oneTurn()
  const answers = []
  for (const right of [false, false, true, false, false]) answers.push(await show(right))
  expect(answers).toEqual(['pin-wrong', 'pin-wrong', 'right', 'pin-wrong', 'pin-wrong'])
})
