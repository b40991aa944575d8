import { parentPort } from 'node:worker_threads'
import { checkTacRows } from '../tac-check'
import type { TacAnswer, TacQuestion } from './tac-workers'

/** The thread's whole life: rows in, verdicts out. It keeps nothing between two questions. */
parentPort?.on('message', (question: TacQuestion) => {
  const { id, algorithm, masterKey, levels, count, rows } = question
  const verdicts = checkTacRows(algorithm, masterKey, {
    levels,
    count,
    rows: Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength),
  })
  const answer: TacAnswer = { id, verdicts }
  parentPort?.postMessage(answer, [verdicts.buffer as ArrayBuffer])
})
