import fc from 'fast-check'
import { CENTRE, ok, type Act, type Result } from '../../src/base'
import {
  acknowledgeHotlist,
  closingOfCard,
  closingStands,
  correctClosings,
  payOutClosing,
  replaceCard,
  reportLoss,
} from '../../src/card-care'
import { auditClearing, drainChains, drainNotedCards } from '../../src/clearing'
import { auditLedger, trialBalance } from '../../src/ledger'
import { giveCardTo, makeHotlist } from '../../src/registry'
import { changeRule } from '../../src/rules'
import { acting, CLERK, SUPERVISOR } from '../support/act'
import { enterPerson, personNamed } from '../support/parties'
import { BUS, DAY, cardNumber, clearingCity, type ClearingCity } from '../support/clearing-city'

const CARD = cardNumber(1)
const PERSON = personNamed('li')
const today = (time: string): Date => new Date(`2026-03-02T${time}+08:00`)
const WEEKS_LATER = new Date('2026-03-20T10:00:00+08:00')

/** Bus 2 has the list since 09:00, bus 3 never; the holder bears what is tapped until 10:30. */
const TAPS = [
  { time: '080000', samIndex: 2, bears: 'holder' },
  { time: '084000', samIndex: 2, bears: 'holder' },
  { time: '091000', samIndex: 2, bears: 'operator' },
  { time: '092000', samIndex: 3, bears: 'holder' },
  { time: '110000', samIndex: 3, bears: 'centre' },
  { time: '113000', samIndex: 2, bears: 'operator' },
] as const

const STEPS = ['report', 'list', 'acknowledge', 'replace', 'pay', 'correct', 'chain'] as const
type Step = (typeof STEPS)[number] | number

/** What has to have happened before. */
const after: Partial<Record<Step, Step>> = {
  list: 'report',
  acknowledge: 'list',
  replace: 'report',
  pay: 'replace',
}

async function play(city: ClearingCity, order: readonly Step[]): Promise<void> {
  const { database } = city.store
  const act = async <Value>(
    at: Date,
    work: (act: Act) => Promise<Result<Value, string>>,
  ): Promise<Value> => {
    const done = await acting(database, work, { at, actor: CLERK })
    if (!done.ok) throw new Error(`${done.refused}: ${done.detail}`)
    return done.value
  }
  const correct = async (): Promise<void> => {
    await acting(database, async (it) => ok(await correctClosings(it)), { actor: CENTRE })
  }
  const does: Record<(typeof STEPS)[number], () => Promise<unknown>> = {
    report: () =>
      act(today('08:30:00'), (it) =>
        reportLoss(it, { card: CARD, kind: 'formal', person: PERSON, reason: 'lost' }),
      ),
    list: () => act(today('08:45:00'), async (it) => ok(await makeHotlist(it, 'incremental'))),
    acknowledge: () =>
      act(today('09:00:00'), (it) => acknowledgeHotlist(it, { terminal: 'term_2', version: 1n })),
    replace: async () => {
      await drainNotedCards(city.desk)
      await act(WEEKS_LATER, (it) =>
        replaceCard(it, { card: CARD, reason: 'lost', person: PERSON, emptied: false }),
      )
    },
    pay: () =>
      act(WEEKS_LATER, (it) =>
        payOutClosing(it, {
          closing: closingOfCard(CARD),
          to: { kind: 'online', person: PERSON },
        }),
      ),
    correct,
    chain: () => drainNotedCards(city.desk),
  }
  for (const step of order) {
    if (typeof step === 'number') {
      const { bears: _, ...tap } = TAPS[step] as (typeof TAPS)[number]
      await city.upload(BUS, step + 1, [
        city.tap({
          of: 1,
          ...tap,
          termSeq: step + 1,
          counter: step,
          balanceBefore: 10_000n - 200n * BigInt(step),
        }),
      ])
    } else {
      await does[step]()
    }
  }
  await drainChains(city.desk, { settleDate: DAY })
  await correct()
}

/** The order drawn, with each step put off until what it needs has happened. */
function possible(drawn: readonly Step[]): Step[] {
  const left = [...drawn]
  const order: Step[] = []
  while (left.length > 0) {
    const next = left.findIndex((step) => {
      const before = after[step]
      return before === undefined || order.includes(before)
    })
    order.push(...left.splice(next, 1))
  }
  return order
}

test('whatever order reports, lists, taps, replacement and payment come in, nobody gains and nobody loses', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray<Step>([...STEPS, ...TAPS.keys()], {
        minLength: STEPS.length + TAPS.length,
      }),
      async (drawn) => {
        const city = await clearingCity({ cards: 2 })
        try {
          const { database } = city.store
          await enterPerson(database, PERSON)
          await acting(
            database,
            (it) =>
              changeRule(it, {
                rule: 'loss-liability-hours',
                value: 2n,
                validFrom: '2026-03-01',
                today: '2026-03-01',
                reason: 'a short day',
              }),
            { approvedBy: SUPERVISOR },
          )
          await acting(database, (it) => giveCardTo(it, { card: CARD, person: PERSON }), {
            at: today('00:00:00'),
          })
          await play(city, possible(drawn))

          const closing = await closingStands(database, closingOfCard(CARD))
          if (!closing.ok) throw new Error('the card was closed')
          const balances = new Map(
            (await trialBalance(database)).lines.map(({ account, balanceFen }) => [
              String(account),
              balanceFen as bigint,
            ]),
          )
          const of = (account: string): bigint => balances.get(account) ?? 0n
          const borneBy = (who: string): bigint =>
            200n * BigInt(TAPS.filter(({ bears }) => bears === who).length)
          const holder =
            of(`2003.online-account:${PERSON}`) +
            closing.value.owedFen -
            closing.value.receivableFen +
            of('6002.handling-fees')
          expect({
            holder,
            operators: of('2004.operator-payable:op_bus'),
            centre: of('6201.shortage'),
            // The other card of the city, and nothing left of this one.
            purses: of('2001.cardholder-value'),
          }).toEqual({
            holder: 10_000n - borneBy('holder'),
            operators: borneBy('holder') + borneBy('centre'),
            centre: borneBy('centre'),
            purses: 10_000n,
          })
          expect(holder + of('2004.operator-payable:op_bus') - of('6201.shortage')).toBe(10_000n)
          const findings = [...(await auditClearing(database)), ...(await auditLedger(database))]
          expect(findings.filter(({ ok: holds }) => !holds)).toEqual([])
        } finally {
          await city.close()
        }
      },
    ),
    { numRuns: 20, endOnFailure: true },
  )
}, 300_000)
