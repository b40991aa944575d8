import { NotAnswered, UNREACHABLE } from './client'

/** Whether the centre says that it can work. */
export const isReady = async (): Promise<boolean> => (await fetch('/readyz')).ok

/** What the centre measures of itself, as its watchers read it; empty where it does not say. */
export async function measurements(): Promise<string> {
  const answer = await fetch('/metrics')
  return answer.ok ? answer.text() : ''
}

/**
 * A document of the centre, as the centre wrote it.
 * @throws NotAnswered when it was refused, or the centre could not be reached
 */
export async function documentAt(path: string, media: string): Promise<Blob> {
  const answer = await fetch(path, {
    headers: { accept: media },
    credentials: 'same-origin',
  }).catch(() => undefined)
  if (answer === undefined) throw new NotAnswered(0, UNREACHABLE)
  if (answer.ok) return answer.blob()
  const problem = (await answer.json().catch(() => ({}))) as { refused?: string }
  throw new NotAnswered(answer.status, problem.refused)
}
