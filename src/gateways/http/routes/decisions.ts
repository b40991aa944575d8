import { z } from 'zod'
import { invariant, ok } from '../../../base'
import { settleApproval, takeApproval } from '../../../oversight'
import { endpoint, write, type Route } from '../contract/endpoint'
import { countOut, idField, reasonField } from '../contract/fields'

export const decideApproval = endpoint({
  name: 'approvals.decide',
  method: 'post',
  path: '/v1/approvals/{approval}/decision',
  tag: 'access',
  summary: 'Approve or reject an act that waits for a second person',
  description:
    'An approved act is carried out at once, once, in the name of who asked for it; `outcome` is what they would have been answered. It may still be refused then.',
  may: ['counter-supervisor', 'finance-checker', 'administrator', 'key-custodian'],
  params: z.strictObject({ approval: idField('appr') }),
  body: z.strictObject({
    decision: z.enum(['approved', 'rejected']),
    reason: reasonField.optional(),
  }),
  answer: z.object({
    approval: z.string(),
    decision: z.enum(['approved', 'rejected']),
    outcome: z.object({ status: countOut, answer: z.unknown() }).optional(),
  }),
  secret: true,
  refusals: {
    'approval-unknown': 404,
    'approval-not-permitted': 403,
    'approval-of-own-act': 409,
    'approval-decided': 409,
    'approval-expired': 409,
    'maker-gone': 409,
  },
})

/** The second pair of eyes. */
export const decisions: readonly Route[] = [
  write(decideApproval, async ({ act, params: { approval }, body, desks, waiting }) => {
    const taken = await takeApproval(act, desks.oversight, {
      approval,
      approvers: (name) => waiting.endpointNamed(name)?.approvers ?? [],
    })
    if (!taken.ok) return taken
    const { decision, reason } = body
    const decided = { approval, decision, reason }
    if (decision === 'rejected') {
      await settleApproval(act, desks.oversight, decided)
      return ok({ approval, decision })
    }
    const { maker, request } = taken.value
    const { endpoint: name, reference } = taken.value.approval
    invariant(maker.id !== act.actor.id, 'nobody approves their own act')
    const answer = await waiting.carryOut(
      { tx: act.tx, actor: maker, approvedBy: act.actor, at: act.at, reference },
      { endpoint: name, request },
    )
    const outcome = {
      status: answer.status,
      answer: answer.body === '' ? null : (JSON.parse(answer.body) as unknown),
    }
    await settleApproval(act, desks.oversight, { ...decided, outcome })
    return ok({ approval, decision, outcome })
  }),
]
