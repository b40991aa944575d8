import { bookPart, chainStep, judgePart, type JudgedPart } from '../../clearing'
import type { Bench, Experiment, Samples } from '../bench'
import { operatorId } from '../bench-cards'
import type { BenchCity } from '../bench-city'
import { seconds } from '../figure'
import { BATCH_RECORDS, rawParts } from '../tap-files'

/** Upload numbers of parts that belong to no file; real ones are positive. */
let lastUpload = 0n

/** Genuine taps, judged and ready to be booked. */
export async function judgedParts(
  city: BenchCity,
  taps: { readonly operator: number; readonly records: number; readonly batch?: number },
): Promise<JudgedPart[]> {
  const upload = --lastUpload
  const judged: JudgedPart[] = []
  for (const [chunk, { raw }] of rawParts(city, taps).entries()) {
    judged.push(
      await judgePart(city.desk, {
        upload,
        operator: operatorId(taps.operator),
        form: 'text',
        chunk,
        firstLine: 1 + chunk * (taps.batch ?? BATCH_RECORDS),
        raw,
      }),
    )
  }
  return judged
}

export async function bookAll({ desk }: BenchCity, parts: readonly JudgedPart[]): Promise<void> {
  for (const part of parts) await bookPart(desk, part)
}

/** The chains of what was booked, which follow on their own time. */
export async function drain({ desk }: BenchCity): Promise<void> {
  while ((await chainStep(desk)) > 0);
}

async function posting({ city, copyFloor, records, round }: Bench): Promise<Samples> {
  const operator = (3 * round) % 20
  const parts = await judgedParts(city, { operator, records })
  const floor = await copyFloor.rate(records)
  const took = await seconds(() => bookAll(city, parts))
  await drain(city)
  return { posting: { measured: records / took, floor } }
}

async function twoWriters({ city, records, round }: Bench): Promise<Samples> {
  const half = Math.ceil(records / 2)
  const [alone, left, right] = [
    await judgedParts(city, { operator: (3 * round + 1) % 20, records: half }),
    await judgedParts(city, { operator: (3 * round + 1) % 20, records: half }),
    await judgedParts(city, { operator: (3 * round + 2) % 20, records: half }),
  ]
  const one = await seconds(() => bookAll(city, alone))
  const two = await seconds(() => Promise.all([bookAll(city, left), bookAll(city, right)]))
  await drain(city)
  return { 'two-writers': { measured: (2 * half) / two, floor: half / one } }
}

export const postingExperiments: readonly Experiment[] = [
  { rows: ['posting'], when: 'round', run: posting },
  { rows: ['two-writers'], when: 'round', run: twoWriters },
]
