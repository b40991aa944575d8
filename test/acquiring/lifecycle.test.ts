import { messageLifecycle, type MessageState } from '../../src/acquiring'
import { stepped, type MessageStep } from '../../src/acquiring/lifecycle'
import { InvariantBroken } from '../../src/base'

/* Every state and every step of a POS message: what is lawful stands here once more, and nothing else happens. */

const states = [
  'new',
  'approved',
  'declined',
  'forestalled',
  'held',
  'completed',
  'expired',
  'voided',
  'reversed',
  'claimed',
  'upheld',
  'rejected',
  'taken',
] as const satisfies readonly (MessageState | 'new')[]

/** By step: where it leads from, and to. What is not named is unlawful. */
const lawful: Readonly<
  Record<MessageStep, Partial<Record<(typeof states)[number], MessageState>>>
> = {
  approve: { new: 'approved' },
  decline: { new: 'declined' },
  forestall: { new: 'forestalled' },
  hold: { new: 'held' },
  claim: { new: 'claimed' },
  take: { new: 'taken' },
  void: { approved: 'voided', held: 'voided' },
  reverse: { approved: 'reversed', held: 'reversed' },
  complete: { held: 'completed' },
  expire: { held: 'expired' },
  reopen: { completed: 'held', voided: 'held' },
  lapse: { completed: 'expired', voided: 'expired' },
  restore: { voided: 'approved' },
  uphold: { claimed: 'upheld' },
  reject: { claimed: 'rejected' },
}
const steps = Object.keys(lawful) as MessageStep[]
const pairs = states.flatMap((state) => steps.map((step) => [state, step] as const))

test('the table of the test has every state of the machine', () => {
  expect([...states].sort()).toEqual([...messageLifecycle.states].sort())
  const known = new Set(Object.values(messageLifecycle.table).flatMap((acts) => Object.keys(acts)))
  expect([...known].sort()).toEqual([...steps].sort())
})

test.each(pairs)('%s, %s', (state, step) => {
  const to = lawful[step][state]
  const after = messageLifecycle.after(state, step)
  if (to === undefined) {
    const detail = `"${step}" is not allowed from "${state}"`
    expect(after).toEqual({ ok: false, refused: 'state-forbids', detail })
    expect(() => stepped(state, step)).toThrow(InvariantBroken)
  } else {
    expect(after).toEqual({ ok: true, value: to })
    expect(stepped(state, step)).toBe(to)
  }
})
