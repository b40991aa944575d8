import type { Actor, Database, Role } from '../../src/base'
import { actOf, addStaff } from '../../src/oversight'
import { as, type TestFrame } from './frame'

const ADMIN: Actor = { id: 'staff_admin', kind: 'staff', roles: ['administrator'] }

/** Somebody whom the register of staff knows: only they may ask for acts of two people. */
export async function staffed(
  { parts, clock }: Pick<TestFrame, 'parts' | 'clock'>,
  database: Database,
  role: Role,
): Promise<{ authorization: string }> {
  const { rows } = await database.transaction(async (tx) => {
    await addStaff(
      actOf(tx, { actor: ADMIN, at: clock.now(), reference: `req_${role}` }),
      { ...parts.desks.oversight, passwordCost: { N: 1_024, r: 8, p: 1 } },
      {
        login: role,
        displayName: '林梅',
        roles: [role],
        password: 'Regen über Nanjing 44',
        passwordTemporary: false,
      },
    )
    return tx.query<{ staff: string }>('select staff from oversight_staff where login = $1', [role])
  })
  return as(role, { id: rows[0]?.staff ?? '' })
}
