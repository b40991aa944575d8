import { z } from 'zod'
import { ok, roles, type Role } from '../../../base'
import { demoStaff } from '../../../oversight'
import { endpoint, read, type Route } from '../contract/endpoint'
import { instantOut } from '../contract/fields'
import { roleField } from './access'

/** All of the mainland goes by one clock (GB/T 7408), and so do cards, terminals and business days of the city. */
const CITY_TIME_ZONE = 'Asia/Shanghai'

export const getCentre = endpoint({
  name: 'centre.get',
  method: 'get',
  path: '/v1/centre',
  tag: 'access',
  summary: 'What a console has to know before anybody signed in',
  may: 'anyone',
  answer: z.object({
    timeZone: z
      .string()
      .meta({ description: 'IANA name of the zone in which the city counts days' }),
    at: instantOut.meta({ description: 'what time it is at the centre' }),
    openIdConnect: z.boolean().meta({ description: 'staff may sign in at a provider, too' }),
    demonstration: z
      .array(z.object({ login: z.string(), displayName: z.string(), roles: z.array(roleField) }))
      .meta({ description: 'who may sign in to the demonstration; empty in a city at work' }),
  }),
  perMinuteMax: 600,
})

const order = Object.keys(roles) as Role[]

/** Roles in the order in which the house lists them. */
const placeOf = ({ roles: of }: { readonly roles: readonly Role[] }): number =>
  order.indexOf(of[0] as Role)

/** What a console shows before anybody signed in. It holds nothing of the city at work. */
export const centreRoutes: readonly Route[] = [
  read(getCentre, async ({ sql, at, desks: { oversight } }) =>
    ok({
      timeZone: CITY_TIME_ZONE,
      at,
      openIdConnect: oversight.oidc !== undefined,
      demonstration: [...(await demoStaff(sql))].sort(
        (one, other) => placeOf(one) - placeOf(other),
      ),
    }),
  ),
]
