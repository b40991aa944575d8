import { soakHolds, soakPos, type SoakReport } from '../simulation'
import { done, foundWrong, type Answer } from './answer'
import { withCity } from './with-city'

/**
 * `citycard demo pos-soak`: POS terminals sell, void, refund and settle through the gateway while lines are cut,
 * messages repeated and overtaken, answers lost and power cut. Found wrong when terminals, host and ledger differ.
 */
export async function posSoak(asked: {
  readonly seed: number
  readonly terminals: number
  readonly messages: number
}): Promise<Answer> {
  return withCity({ fresh: true }, async (city) => {
    const report = await soakPos(city, asked)
    return soakHolds(report) ? done(report, textOf(report)) : foundWrong(report, textOf(report))
  })
}

function textOf({ faults, ended, batches, agree, ...soak }: SoakReport): string {
  const listed = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([what, count]) => `${what} ${count}`)
      .join(' · ')
  return [
    `${soak.terminals} POS, ${soak.messages} messages in ${soak.seconds} s (seed ${soak.seed})`,
    `  faults: ${listed(faults)}`,
    `  ended: ${listed(ended)}`,
    `  batches: ${listed(batches)}`,
    `  approved and not booked once ${agree.approvedNotBookedOnce} · booked and not approved ${agree.bookedNotApproved} · reversals not honoured ${agree.reversalsNotHonoured} · doubts ${agree.doubts}`,
    `  fen: terminals ${agree.terminalFen} · host ${agree.hostFen} · ledger ${agree.ledgerFen} · accounts ${agree.accountsFen}`,
    `  books balanced: ${soak.balanced ? 'yes' : 'no'}, drift ${soak.driftFen} fen`,
  ].join('\n')
}
