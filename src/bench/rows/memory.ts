import { Fault } from '../../base'
import type { Bench, Experiment, Samples } from '../bench'
import { startProgram } from '../program'

/** The file is so many times as large as what the other rows take. */
const TIMES = 5
const SMALLER = 10
const MIB = 2 ** 20

async function memory({ records }: Bench): Promise<Samples> {
  const large = records * TIMES
  const small = await peakBytes(Math.ceil(large / SMALLER))
  const peak = await peakBytes(large)
  return {
    memory: {
      measured: peak / MIB,
      extra: { records: large, tenthOfFileMib: small / MIB },
    },
  }
}

function peakBytes(records: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = startProgram('memory-of-a-file', records)
    let told = ''
    child.stdout?.on('data', (text: Buffer) => (told += text.toString()))
    child.once('error', reject)
    child.once('close', () => {
      const answer = /"peakBytes":(\d+)/.exec(told)?.[1]
      if (answer === undefined) reject(new Fault('bench', 'the measured process failed', false))
      else resolve(Number(answer))
    })
  })
}

export const memoryExperiments: readonly Experiment[] = [
  { rows: ['memory'], when: 'end', run: memory },
]
