import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { SeededChance } from '../../src/base'
import { checkTacRows, TAC_ROW_BYTES, TacWorkers } from '../../src/keys'

const MASTER = Buffer.from('7E57C0DE00112233445566778899AABB', 'hex')
const WORKER = join(__dirname, '../../src/keys/providers/tac-worker.ts')

/** The sources themselves as a worker; installed programs start the compiled file. */
const fromSources = () =>
  new Worker("require('tsx/cjs'); require(require('worker_threads').workerData)", {
    eval: true,
    workerData: WORKER,
  })

function batchOf(count: number) {
  const rows = new SeededChance(3).bytes(count * TAC_ROW_BYTES)
  return { levels: 2 as const, count, rows }
}

test.each([1, 1023, 1024, 5001])('two threads answer %i rows like one', async (count) => {
  const workers = new TacWorkers(2, fromSources)
  try {
    const batch = batchOf(count)
    const [one, other] = await Promise.all([
      workers.check('3des', MASTER, batch),
      workers.check('sm4', MASTER, batch),
    ])
    expect(Buffer.from(one)).toEqual(Buffer.from(checkTacRows('3des', MASTER, batch)))
    expect(other).toHaveLength(count)
    expect(batch.rows).toEqual(batchOf(count).rows)
  } finally {
    await workers.close()
  }
})

test('without a compiled worker everything is checked in the caller’s thread', async () => {
  const workers = new TacWorkers(2)
  expect(workers.threadCount).toBe(0)
  const batch = batchOf(2048)
  expect(await workers.check('3des', MASTER, batch)).toEqual(checkTacRows('3des', MASTER, batch))
})

test('a thread that dies is a fault that may be asked again, and is started anew', async () => {
  const broken = () => new Worker('throw new Error("no power")', { eval: true })
  let starts = 0
  const workers = new TacWorkers(1, () => (starts++ === 0 ? broken() : fromSources()))
  await expect(workers.check('3des', MASTER, batchOf(2048))).rejects.toMatchObject({
    door: 'keys/tac-workers',
    retrySafe: true,
  })
  expect(await workers.check('3des', MASTER, batchOf(2048))).toHaveLength(2048)
  await workers.close()
})
