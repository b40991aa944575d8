import { createRequire } from 'node:module'

/*
 * Two codecs for ISO 8583 from the npm registry, to measure ours beside. They are dependencies of development only, so
 * that a centre in service does not have them.
 */

/** The same message in another codec: to bytes, and back from them. */
export interface OtherCodec {
  readonly encode: () => unknown
  readonly decode: () => unknown
  /** A field as this codec reads it back from what it wrote: it must be the same message. */
  readonly readBack: (field: number) => unknown
}

interface Told {
  readonly mti: string
  readonly fields: Readonly<Record<number, string>>
}

const load = createRequire(__filename)

interface Iso8583 {
  getBufferMessage(): Buffer
  getIsoJSON(message: Buffer): Readonly<Record<string, string>>
}
type Iso8583Class = new (
  fields: Readonly<Record<string, string>>,
  formats: Readonly<Record<string, object>>,
) => Iso8583

const FIXED = { LenType: 'fixed', MaxLen: 16, Label: '' } as const
/** Fields whose usual size in China is another than the package's own. */
const FORMATS = { 53: { ContentType: 'n', ...FIXED }, 64: { ContentType: 'b', ...FIXED } } as const

/** The package `iso_8583`: text fields behind a binary bitmap, since it has no packed digits. */
export function iso8583Codec({ mti, fields }: Told): OtherCodec | undefined {
  const Codec = optional<Iso8583Class>('iso_8583')
  if (Codec === undefined) return undefined
  const told = { 0: mti, ...fields }
  const bytes = new Codec(told, FORMATS).getBufferMessage()
  const decode = () => new Codec({}, FORMATS).getIsoJSON(bytes)
  return {
    encode: () => new Codec(told, FORMATS).getBufferMessage(),
    decode,
    readBack: (field) => decode()[String(field)],
  }
}

interface JsPosMessage {
  setMTI(mti: string): void
  setField(number: number, value: string): void
  getValue(field: number): unknown
  pack(): number[]
  unpack(bytes: ArrayLike<number>): void
}
interface JsPos {
  readonly ISOBasePackager: new () => {
    setFieldPackager(fields: readonly object[]): void
    createISOMsg(): JsPosMessage
  }
  readonly packer: Readonly<
    Record<
      'IFB_NUMERIC' | 'IFB_BITMAP' | 'IFB_LLNUM' | 'IFB_LLLNUM' | 'IF_CHAR' | 'IFB_BINARY',
      new (size: number, name: string, padLeft?: boolean) => object
    >
  >
}

const HEX = 16
const BITS = 64

/** The package `jspos`: the same bytes as ours, packed digits and all. */
export function jsPosCodec({ mti, fields }: Told): OtherCodec | undefined {
  const jspos = optional<JsPos>('jspos')
  if (jspos === undefined) return undefined
  const { IFB_NUMERIC, IFB_BITMAP, IFB_LLNUM, IFB_LLLNUM, IF_CHAR, IFB_BINARY } = jspos.packer
  const known: Readonly<Record<number, object>> = {
    0: new IFB_NUMERIC(4, '', true),
    1: new IFB_BITMAP(8, ''),
    2: new IFB_LLNUM(19, '', false),
    3: new IFB_NUMERIC(6, '', true),
    4: new IFB_NUMERIC(12, '', true),
    11: new IFB_NUMERIC(6, '', true),
    22: new IFB_NUMERIC(3, '', false),
    25: new IFB_NUMERIC(2, '', true),
    26: new IFB_NUMERIC(2, '', true),
    41: new IF_CHAR(8, ''),
    42: new IF_CHAR(15, ''),
    49: new IF_CHAR(3, ''),
    52: new IFB_BINARY(8, ''),
    53: new IFB_NUMERIC(HEX, '', true),
    60: new IFB_LLLNUM(17, '', false),
    64: new IFB_BINARY(8, ''),
  }
  const packager = new jspos.ISOBasePackager()
  packager.setFieldPackager(
    Array.from({ length: BITS + 1 }, (_, number) => known[number] ?? new IFB_NUMERIC(2, '', true)),
  )
  const told = Object.entries(fields).map(([number, value]) => [Number(number), value] as const)
  const encode = () => {
    const message = packager.createISOMsg()
    message.setMTI(mti)
    for (const [number, value] of told) message.setField(number, value)
    return message.pack()
  }
  const bytes = encode()
  const decode = () => {
    const message = packager.createISOMsg()
    message.unpack(bytes)
    return message
  }
  return { encode, decode, readBack: (field) => decode().getValue(field) }
}

function optional<Module>(name: string): Module | undefined {
  try {
    return load(name) as Module
  } catch {
    return undefined
  }
}
