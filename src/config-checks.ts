import { z } from 'zod'

/** One setting, as the README and every message tell it. */
export interface Setting {
  readonly name: string
  readonly meaning: string
  readonly expected: string
  /** As one would write it in the environment. */
  readonly standard?: string
  /** Its value is never repeated in a message. */
  readonly secret?: boolean
}

export const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().int().min(from).max(to))

export const postgresUrl = z.string().refine(isPostgresUrl)

export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))

/** What travels there in clear would be read on the way; on this machine nobody is on the way. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return (
    protocol === 'https:' ||
    (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
  )
}

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, pathname } = new URL(text)
  return /^postgres(ql)?:$/.test(protocol) && hostname !== '' && pathname.length > 1
}

const BITS = { ipv4: 32, ipv6: 128 } as const

/** Addresses and nets, separated by commas: "10.1.0.0/16, ::1". */
export const addresses = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine((list) => list.every(isAddressOrNet))

function isAddressOrNet(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const kind = kindOfAddress(address)
  if (kind === undefined || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= BITS[kind])
}

function kindOfAddress(address: string): keyof typeof BITS | undefined {
  if (z.ipv4().safeParse(address).success) return 'ipv4'
  return z.ipv6().safeParse(address).success ? 'ipv6' : undefined
}
