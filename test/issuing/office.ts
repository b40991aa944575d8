import { join } from 'node:path'
import { type Actor, fen, invariant, SeededChance } from '../../src/base'
import { profiles } from '../../src/card'
import {
  openSoftVault,
  openVirtualKeyFactory,
  type SoftVault,
  type VirtualKeyFactory,
} from '../../src/keys'
import { register, type CardProduct } from '../../src/registry'
import { openTill } from '../../src/tills'
import { moveStock, receiveStock, setPlan } from '../../src/issuing'
import { blankCard, type VirtualCard } from '../../terminals/virtual'
import { acting, CLERK, expectDone, SUPERVISOR } from '../support/act'
import { freshDatabase, type FreshDatabase } from '../support/database'

export const KEYS_FILE = join(__dirname, '../../keys-dev/hierarchy.json')
export const ISSUER = '02005840FFFFFFFF'
export const ADMINISTRATOR: Actor = {
  id: 'staff_admin',
  kind: 'staff',
  roles: ['administrator'],
}

export const product = (change: Partial<CardProduct> = {}): CardProduct => ({
  product: 'adult',
  version: 1,
  name: '普通卡',
  profile: 't-union',
  validFrom: '2026-01-01',
  validTo: null,
  maxBalanceFen: fen(100_000n),
  maxTapFen: fen(10_000n),
  depositFen: fen(2_000n),
  ...change,
})

/** A counter with one product, a plan for it, and keys. */
export interface Office {
  readonly store: FreshDatabase
  readonly vault: SoftVault
  readonly factory: VirtualKeyFactory
  /** The till of the clerk. */
  till: string
  close(): Promise<void>
}

export const serialOf = (index: number): string =>
  index.toString(16).toUpperCase().padStart(16, '0')

export async function openOffice(): Promise<Office> {
  const store = await freshDatabase()
  const source = { keysFile: KEYS_FILE, production: false }
  const [vault, factory] = await Promise.all([openSoftVault(source), openVirtualKeyFactory(source)])
  invariant(vault.ok && factory.ok, 'the development keys open')
  const { product: name, version } = product()
  const catalogue = ['transit', 'library']
  expectDone(
    await register(store.database, {
      cardProducts: [product()],
      applications: catalogue.map((application) => ({
        application,
        name: application,
        purpose: 'entitlement' as const,
        validFrom: '2026-01-01',
        validTo: null,
      })),
      productApplications: catalogue.map((application) => ({
        product: name,
        version,
        application,
        onAtIssue: false,
      })),
    }),
  )
  expectDone(
    await acting(
      store.database,
      (act) =>
        setPlan(
          act,
          {
            product: 'adult',
            issuer: ISSUER,
            prefix: '3105840',
            digits: 19,
            keyVersion: 1,
            algorithm: 0,
            cardKind: 1,
          },
          0,
        ),
      { actor: ADMINISTRATOR },
    ),
  )
  const opened = expectDone(
    await acting(store.database, (act) => openTill(act, { desk: 'desk-1', floatFen: fen(0) })),
  )
  return {
    store,
    vault: vault.value,
    factory: factory.value,
    till: opened.till,
    close: async () => {
      await vault.value.close()
      await store.drop()
    },
  }
}

/** Blank chips received into the store. */
export async function receive(office: Office, from: number, count: number, batch = 'b1') {
  const serials = Array.from({ length: count }, (_, index) => serialOf(from + index))
  expectDone(
    await acting(
      office.store.database,
      (act) => receiveStock(act, { batch, profile: 't-union', serials }),
      { actor: SUPERVISOR },
    ),
  )
  return serials
}

/** Chips out of the store into the clerk's hand. */
export const takeOut = async (office: Office, serials: readonly string[], to = CLERK.id) =>
  expectDone(
    await acting(
      office.store.database,
      (act) => moveStock(act, { act: 'takeOut', serials, to, reason: 'for the day' }),
      { actor: SUPERVISOR },
    ),
  )

/** The chip itself. */
export function chipOf(office: Office, serial: string): VirtualCard {
  const bytes = Buffer.from(serial, 'hex')
  const key = office.factory.key({ purpose: 'transport', version: 1, algorithm: '3des' }, [bytes])
  invariant(key.ok, 'the transport key is known')
  return blankCard({
    profile: profiles.tunion.name,
    serial: bytes,
    transport: { index: 0, version: 1, algorithm: '3des', key: key.value },
    chance: new SeededChance(5),
  })
}
