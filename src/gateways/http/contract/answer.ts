import { invariant, type Refusal } from '../../../base'
import { httpStatus } from '../status'
import type { AnyEndpoint } from './endpoint'
import { toWire } from './wire'

/** The status the endpoint's table gives a word. @throws InvariantBroken for a word that is not in it */
export function statusOf(endpoint: AnyEndpoint, { refused }: Refusal<string>): number {
  const refusals: Readonly<Record<string, number>> = endpoint.refusals
  const status = refused === 'version-changed' ? httpStatus['version-changed'] : refusals[refused]
  invariant(status !== undefined, 'a handler refuses with the words of its endpoint', {
    endpoint: endpoint.name,
    refused,
  })
  return status
}

/** The answer as the schema tells it: what it does not name stays here. */
export function answered(endpoint: AnyEndpoint, value: unknown): unknown {
  const checked = endpoint.answer.safeParse(toWire(value))
  invariant(checked.success, 'an answer is what its endpoint promises', {
    endpoint: endpoint.name,
    issues: checked.success
      ? []
      : checked.error.issues.map(({ path, message }) => ({ path, message })),
  })
  return checked.data
}

/** The ETag of an answer that has a version. */
export function versionTag(answer: unknown): string | undefined {
  const version = (answer as { version?: unknown } | null | undefined)?.version
  return typeof version === 'number' ? `"v${version}"` : undefined
}
