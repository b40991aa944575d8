import type { Actor, Role } from '../../src/base'
import {
  approvalState,
  changeStaff,
  findApproval,
  listApprovals,
  outcomeOf,
  requestApproval,
  settleApproval,
  takeApproval,
  type Approval,
} from '../../src/oversight'
import { ok } from '../../src/base'
import { ADMIN, Office } from './office'

let office: Office
let maker: Actor
let checker: Actor
beforeEach(async () => {
  office = await Office.open()
  const { staff } = await office.staff()
  const other = await office.staff({ login: 'wang.wu', roles: ['counter-supervisor'] })
  maker = { id: staff, kind: 'staff', roles: ['counter-clerk'] }
  checker = { id: other.staff, kind: 'staff', roles: ['counter-supervisor'] }
})
afterEach(() => office.close())

const REQUEST = { params: { card: '3104' }, body: { amountFen: 90_000, name: '张三丰' } }
const approvers = (): readonly Role[] => ['counter-supervisor']

async function asked(): Promise<Approval> {
  const expiresAt = new Date(office.clock.now().getTime() + 3_600_000)
  const because = 'because 900 yuan is more than a clerk may load alone'
  const answer = await office.act(maker, async (act) =>
    ok(
      await requestApproval(act, office.desk, {
        endpoint: 'loads.void',
        request: REQUEST,
        because,
        expiresAt,
      }),
    ),
  )
  if (!answer.ok) throw new Error('never')
  return answer.value
}

const decide = (by: Actor, approval: string) =>
  office.act(by, async (act) => {
    const taken = await takeApproval(act, office.desk, { approval, approvers })
    if (!taken.ok) return taken
    await settleApproval(act, office.desk, {
      approval,
      decision: 'approved',
      reason: 'seen the card',
      outcome: { load: 'load_1' },
    })
    return taken
  })

const word = (answer: { ok: boolean; refused?: string }) => (answer.ok ? 'ok' : answer.refused)

test('a second person takes what was asked for, with the maker as who acts', async () => {
  const { approval } = await asked()
  const taken = await decide(checker, approval)
  expect(taken).toMatchObject({
    ok: true,
    value: { request: REQUEST, maker: { id: maker.id, roles: ['counter-clerk'] } },
  })
  const kept = await findApproval(office.desk.database, approval)
  expect(kept).toMatchObject({ state: 'approved', decidedBy: checker.id, reason: 'seen the card' })
  expect(await outcomeOf(office.desk, kept as Approval)).toEqual({ load: 'load_1' })
})

test('nobody decides about their own, whatever roles they have', async () => {
  const { approval } = await asked()
  const both: Actor = { ...maker, roles: ['counter-clerk', 'counter-supervisor'] }
  expect(word(await decide(both, approval))).toBe('approval-of-own-act')
})

test('the table itself refuses one pair of eyes', async () => {
  const { approval } = await asked()
  const forged = office.desk.database.query(
    `update oversight_approval set state = 'approved', decided_by = maker, decided_at = now()
      where approval = $1`,
    [approval],
  )
  await expect(forged).rejects.toThrow(/check constraint/)
})

test('only the roles named decide', async () => {
  const { approval } = await asked()
  expect(word(await decide(ADMIN, approval))).toBe('approval-not-permitted')
})

test('of two who decide at once, one does', async () => {
  const { approval } = await asked()
  const third = await office.staff({ login: 'zhao.liu', roles: ['counter-supervisor'] })
  const another: Actor = { ...checker, id: third.staff }
  const answers = await Promise.all([decide(checker, approval), decide(another, approval)])
  expect(answers.map(word).sort()).toEqual(['approval-decided', 'ok'])
})

test('it expires', async () => {
  const made = await asked()
  office.later(3_600)
  expect(approvalState(made, office.clock.now())).toBe('expired')
  expect(word(await decide(checker, made.approval))).toBe('approval-expired')
  const at = office.clock.now()
  const found = await listApprovals(office.desk.database, { state: 'expired', at, limit: 10 })
  expect(found.map(({ approval }) => approval)).toEqual([made.approval])
})

test('who was disabled meanwhile does not act through what they asked before', async () => {
  const { approval } = await asked()
  await office.act(ADMIN, (act) => changeStaff(act, { staff: maker.id, state: 'disabled' }))
  expect(word(await decide(checker, approval))).toBe('maker-gone')
})

test('what is asked for is not readable in a dump', async () => {
  await asked()
  const dump = await office.dump()
  expect(dump).not.toContain('张三丰')
  expect(dump).not.toContain(Buffer.from('张三丰').toString('hex'))
})
