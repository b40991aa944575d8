import type { Response } from 'express'
import type { Refusal } from '../../base'

/** A problem document (RFC 9457). `refused` and `field` repeat what the house said no with. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly instance?: string
  readonly refused?: string
  readonly field?: string
  /** Everything that is wrong with what was sent; `field` and `detail` repeat the first. */
  readonly errors?: readonly { readonly field: string; readonly detail: string }[]
}

export const PROBLEM_TYPE = 'application/problem+json'

/** A stable name for a kind of problem; it leads nowhere and needs no server to be valid. */
export const problemType = (word: string): string => `urn:citycard:problem:${word}`

/** The problem that tells a refusal. */
export const problemOf = (
  status: number,
  { refused, field, detail }: Refusal<string>,
): Problem => ({
  type: problemType(refused),
  title: titleOf(refused),
  status,
  refused,
  ...(detail === undefined ? {} : { detail }),
  ...(field === undefined ? {} : { field }),
})

/** Answers a refusal of the trade with the status its door's table names. */
export const sendRefusal = (response: Response, status: number, refusal: Refusal<string>): void =>
  sendProblem(response, problemOf(status, refusal))

/** Answers a problem; the request's id goes along so that the log line can be found. */
export function sendProblem(response: Response, problem: Problem): void {
  const id = response.getHeader('x-request-id')
  response
    .status(problem.status)
    .type(PROBLEM_TYPE)
    .send(
      JSON.stringify({
        ...problem,
        ...(typeof id === 'string' ? { instance: `urn:citycard:request:${id}` } : {}),
      }),
    )
}

/** "day-already-closed" → "Day already closed" */
export const titleOf = (word: string): string =>
  word.charAt(0).toUpperCase() + word.slice(1).replaceAll('-', ' ')
