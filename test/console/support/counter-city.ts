import { businessDateOf, invariant, SeededChance } from '../../../src/base'
import { profiles } from '../../../src/card'
import { Citycard, type Input, type OperationName } from '../../../src/client'
import { openVirtualKeyFactory, type VirtualKeyFactory } from '../../../src/keys'
import { blankCard } from '../../../terminals/virtual'
import { consoleCity, type ConsoleCity } from './console-city'
import { asked, keepReader, type DrawerCard, type TestReader } from './virtual-reader'

export interface CounterCity extends ConsoleCity {
  readonly reader: TestReader
  readonly as: (login: string) => Promise<Citycard>
}

const ISSUER = '02005840FFFFFFFF'
export const READER = 'rdr_desk-1'
/** Of the person who comes to the counter; the number follows GB 11643 and belongs to nobody. */
export const CITIZEN = { name: '李小明', id: '320682198502143027', phone: '13800000000' } as const

/** A centre with a product to issue, blank chips in the clerk's hand, and a reader without hardware at the desk. */
export async function counterCity(chips: number): Promise<CounterCity> {
  const city = await consoleCity()
  const { keysFile } = city.city.config
  const signedIn = new Map<string, Promise<Citycard>>()
  const as = (login: string): Promise<Citycard> => {
    const known = signedIn.get(login) ?? signIn(city, login)
    signedIn.set(login, known)
    return known
  }
  let keys = 0
  const act = async <Name extends OperationName>(
    login: string,
    name: Name,
    input: Omit<Input<Name>, 'key'>,
  ): Promise<void> => {
    const told = await (
      await as(login)
    ).call(name, { ...input, key: `prepare-${++keys}` } as unknown as Input<Name>)
    invariant(told.ok, 'the counter can be prepared', { name, told })
    if (!told.pending) return
    const { approval } = told.value as { approval: string }
    const decided = await (
      await as('checker')
    ).call('approvals.decide', {
      params: { approval },
      key: `prepare-${++keys}`,
      body: { decision: 'approved' },
    })
    invariant(decided.ok, 'what is prepared is approved', { name, decided })
  }
  const today = businessDateOf(new Date(), 0)
  await act('administrator', 'applications.add', {
    body: { application: 'library', name: '图书借阅', purpose: 'entitlement', validFrom: today },
  })
  await act('administrator', 'card-products.define', {
    body: {
      product: 'adult',
      seenVersion: 0,
      name: '普通卡',
      profile: 't-union',
      validFrom: today,
      maxBalanceFen: 100_000,
      maxTapFen: 10_000,
      depositFen: 2_000,
      applications: [{ application: 'library', onAtIssue: false }],
    },
  })
  await act('administrator', 'personalisation-plans.set', {
    params: { product: 'adult' },
    version: '"v0"',
    body: {
      issuer: ISSUER,
      prefix: '3105840',
      digits: 19,
      keyVersion: 1,
      algorithm: 0,
      cardKind: 1,
    },
  })
  const serials = Array.from({ length: chips }, (_, index) => serialOf(index + 1))
  await act('supervisor', 'stock.receive', {
    body: { batch: 'box-1', profile: 't-union', serials },
  })
  const clerk = await as('clerk')
  const { id } = await asked(clerk, 'access.me', {})
  await act('supervisor', 'stock.store-move', {
    body: { act: 'takeOut', serials, to: id, reason: 'for the day' },
  })
  const factory = await openVirtualKeyFactory({ keysFile: keysFile ?? '', production: false })
  invariant(factory.ok, 'development keys can be read', { factory })
  const drawer = serials.map((serial, index) => chipOf(factory.value, serial, index))
  const reader = keepReader(clerk, { reader: READER, drawer })
  return {
    ...city,
    as,
    reader,
    close: async () => {
      await reader.stop()
      await city.close()
    },
  }
}

async function signIn({ url, password }: ConsoleCity, login: string): Promise<Citycard> {
  const door = new Citycard({ centre: url })
  const { token } = await asked(door, 'access.sign-in', { body: { login, password } })
  invariant(token !== null, 'a program signs in by token')
  return door.signedIn(token)
}

const serialOf = (index: number): string => index.toString(16).toUpperCase().padStart(16, '0')

function chipOf(factory: VirtualKeyFactory, serial: string, index: number): DrawerCard {
  const bytes = Buffer.from(serial, 'hex')
  const label = { purpose: 'transport', version: 1, algorithm: '3des' } as const
  const key = factory.key(label, [bytes])
  invariant(key.ok, 'the transport key of the maker is known', { key })
  const chip = blankCard({
    profile: profiles.tunion.name,
    serial: bytes,
    transport: { index: 0, version: 1, algorithm: '3des', key: key.value },
    chance: new SeededChance(index + 1),
  })
  return { name: `card-${index + 1}`, meaning: 'blank chip', chip }
}
