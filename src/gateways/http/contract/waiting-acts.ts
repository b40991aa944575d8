import { invariant, refuse, type Actor, type Result } from '../../../base'
import { problemOf } from '../problem'
import { actOf, outcomeOf, type WaitingRequest } from './act-once'
import type { May, Route } from './endpoint'
import { checkInput } from './input'
import type { FrameParts, Waiting } from './parts'

/** The acts of these routes that may wait for a second person, and how they are carried out when it has approved. */
export function waitingActs(parts: FrameParts, routes: readonly Route[]): Waiting {
  const named = new Map(routes.map((route) => [route.endpoint.name, route]))
  invariant(named.size === routes.length, 'every endpoint has a name of its own')
  const waiting: Waiting = {
    endpointNamed: (name) => named.get(name)?.endpoint,
    carryOut: async ({ tx, ...by }, { endpoint: name, request }) => {
      const route = named.get(name)
      invariant(route?.kind === 'write', 'what waited is an act', { name })
      if (!isAmong(by.actor, route.endpoint.may)) {
        const detail = 'who asked for it may not do this any more'
        const refusal = refuse('not-permitted', { detail })
        return { status: 403, body: JSON.stringify(problemOf(403, refusal)), headers: {} }
      }
      const { version, ...given } = request as WaitingRequest
      const checked = await checkInput(route.endpoint, { ...given, body: given.body })
      if (!checked.ok) {
        // The rules of what may be sent have changed since it was asked for.
        const refusal = refuse('input-invalid', checked.errors[0])
        return { status: 422, body: JSON.stringify(problemOf(422, refusal)), headers: {} }
      }
      const { actor, at } = by
      const call = {
        actor,
        at,
        ...checked.value,
        desks: parts.desks,
        act: actOf(parts, { tx, ...by }),
        version,
        waiting,
        credentials: { method: route.endpoint.method.toUpperCase() },
        setHeader: () => undefined,
      }
      return outcomeOf(route.endpoint, tx, () =>
        (route.handle as (call: object) => Promise<Result<unknown>>)(call),
      )
    },
  }
  return waiting
}

/** Whether somebody who signed in may call what is for these. */
export const isAmong = ({ roles }: Actor, may: May): boolean =>
  typeof may === 'string' || may.some((role) => roles.includes(role))
