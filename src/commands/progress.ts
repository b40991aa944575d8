import { SingleBar } from 'cli-progress'
import { stages, type Progress, type Stage } from '../simulation'

/** Runs long work under one bar on stderr, for people at a terminal only. */
export async function withProgress<Value>(
  work: (onProgress: (progress: Progress) => void) => Promise<Value>,
): Promise<Value> {
  if (!process.stderr.isTTY) return work(() => undefined)
  const bar = new SingleBar({
    format: '{bar} {percentage}% {what}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  })
  let current: Stage | undefined
  try {
    return await work(({ stage, done, total }) => {
      if (current !== stage) bar.start(Math.max(total, 1), done, { what: stages[stage] })
      else bar.update(done)
      current = stage
    })
  } finally {
    bar.stop()
  }
}
