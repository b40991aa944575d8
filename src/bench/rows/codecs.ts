import { invariant } from '../../base'
import { decodeMessage, encodeMessage, profileNamed } from '../../messages'
import type { Experiment, Samples } from '../bench'
import { iso8583Codec, jsPosCodec, type OtherCodec } from '../floors/other-codecs'
import type { Sample, Unmeasured } from '../figure'
import type { RowName } from '../rows.table'

/** A purchase with a PIN and a message code, as a shop POS sends it. */
const PURCHASE = {
  mti: '0200',
  fields: {
    2: '3104403000000000001',
    3: '000000',
    4: '000000012345',
    11: '000123',
    22: '071',
    25: '00',
    26: '12',
    41: '64000001',
    42: '898440354110064',
    49: '156',
    52: '0123456789ABCDEF',
    53: '2600000000000000',
    60: '22000001000',
    64: '0102030405060708',
  },
} as const

/** Fields by which it is seen that two codecs speak of one message. */
const LOOKED_AT = [2, 4, 11, 41, 60] as const
const BURST = 500
const BURST_SECONDS = 0.15
const WARM_UP = 2_000

async function codecs(): Promise<Samples> {
  const profile = profileNamed('cup-pos')
  invariant(profile !== undefined, 'the profile of Chinese POS networks is there')
  const bytes = encodeMessage(profile, PURCHASE)
  invariant(bytes.ok, 'the purchase of the bench can be written')
  const own = {
    encode: () => encodeMessage(profile, PURCHASE),
    decode: () => decodeMessage(profile, bytes.value),
  }
  return {
    ...besides(own, jsPosCodec(PURCHASE), ['codec-encode', 'codec-decode']),
    ...besides(own, iso8583Codec(PURCHASE), ['codec-encode-text', 'codec-decode-text']),
  }
}

const ABSENT: Unmeasured = {
  unmeasured: 'the other codec is a dependency of development, and is not installed here',
}

function besides(
  own: Pick<OtherCodec, 'encode' | 'decode'>,
  other: OtherCodec | undefined,
  [encode, decode]: readonly [RowName, RowName],
): Samples {
  if (other === undefined) return { [encode]: ABSENT, [decode]: ABSENT }
  for (const field of LOOKED_AT) {
    const read = other.readBack(field)
    invariant(read === PURCHASE.fields[field], 'both codecs speak of one message', { field })
  }
  const sample = (mine: () => unknown, theirs: () => unknown): Sample => {
    const floor = rate(theirs)
    return { measured: rate(mine), floor }
  }
  return {
    [encode]: sample(own.encode, other.encode),
    [decode]: sample(own.decode, other.decode),
  }
}

/** Messages a second, on this core. */
function rate(work: () => unknown): number {
  for (let nth = 0; nth < WARM_UP; nth++) work()
  const from = performance.now()
  let [done, took] = [0, 0]
  while (took < BURST_SECONDS) {
    for (let nth = 0; nth < BURST; nth++) work()
    done += BURST
    took = (performance.now() - from) / 1_000
  }
  return done / took
}

export const codecExperiments: readonly Experiment[] = [
  {
    rows: ['codec-encode', 'codec-decode', 'codec-encode-text', 'codec-decode-text'],
    when: 'round',
    run: codecs,
  },
]
