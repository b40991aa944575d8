import { hex, sameBytes } from '../../src/base'
import {
  ALGORITHM_BYTE,
  checkValueOf,
  diversifyThrough,
  labelText,
  protectedCommand,
  purseMac,
  purseTac,
  sessionKey,
  TAC_ROW_BYTES,
  type Algorithm,
  type CardKeyLabel,
  type KeyPurpose,
  type KeyVault,
} from '../../src/keys'
import { posVaultContract } from './pos-vault'

/** A vault over known keys, so that its answers can be worked out outside. */
export interface VaultUnderTest {
  readonly open: () => Promise<KeyVault & { close(): Promise<void> }>
  /** The master key behind a label, as the suite knows it from the key file. */
  readonly masterKey: (label: string) => Buffer
  readonly dataKeys: readonly Buffer[]
}

const ISSUER = hex('02002900FFFFFFFF')
const CARD = hex('3104881000000017')
const FACTORS = [ISSUER, CARD]
const facts = {
  random: hex('A1B2C3D4'),
  onlineSequence: hex('0001'),
  offlineSequence: hex('0007'),
  terminalSequence: hex('0001E240'),
  oldBalance: hex('00000000'),
  newBalance: hex('00002710'),
  balance: hex('00001388'),
  oldLimit: hex('000000'),
  newLimit: hex('002710'),
  amount: hex('00002710'),
  type: hex('02'),
  terminal: hex('999000000001'),
  dateTime: hex('20240115093000'),
}

/** What every key vault keeps, whatever stands behind it. */
export function keyVaultContract(name: string, under: VaultUnderTest): void {
  describe(`${name} keeps the contract of a key vault`, () => {
    let vault: Awaited<ReturnType<VaultUnderTest['open']>>
    beforeAll(async () => (vault = await under.open()))
    afterAll(() => vault.close())

    const cardKey = (purpose: KeyPurpose, algorithm: Algorithm = '3des'): CardKeyLabel => ({
      label: { purpose, version: 1, algorithm },
      factors: FACTORS,
    })
    const derived = ({ label, factors }: CardKeyLabel): Buffer =>
      diversifyThrough(label.algorithm, under.masterKey(labelText(label)), factors)

    describe.each(Object.keys(ALGORITHM_BYTE) as Algorithm[])('%s', (algorithm) => {
      const session = (kind: 'load' | 'unload' | 'overdraft' | 'grey-unlock') =>
        sessionKey(algorithm, kind, derived(cardKey(kind, algorithm)), facts)

      test('a load: MAC1 is checked, MAC2 made, the TAC checked', async () => {
        const key = cardKey('load', algorithm)
        const mac = purseMac(algorithm, 'load-mac1', session('load'), facts)
        expect(await vault.checkLoadMac1({ key, facts, mac })).toEqual({ ok: true, value: true })
        expect(await vault.checkLoadMac1({ key, facts, mac: hex('00000000') })).toEqual({
          ok: true,
          value: false,
        })
        const made = await vault.makeLoadMac2({ key, facts })
        expect(made).toEqual({
          ok: true,
          value: purseMac(algorithm, 'load-mac2', session('load'), facts),
        })
        const tacKey = cardKey('tac', algorithm)
        const tac = purseTac(algorithm, 'load', derived(tacKey), facts)
        expect(await vault.checkLoadTac({ key: tacKey, facts, mac: tac })).toEqual({
          ok: true,
          value: true,
        })
      })

      test('an unload: three MACs', async () => {
        const key = cardKey('unload', algorithm)
        const mac1 = purseMac(algorithm, 'unload-mac1', session('unload'), facts)
        const mac3 = purseMac(algorithm, 'unload-mac3', session('unload'), facts)
        expect(await vault.checkUnloadMac1({ key, facts, mac: mac1 })).toMatchObject({
          value: true,
        })
        expect(await vault.makeUnloadMac2({ key, facts })).toMatchObject({
          value: purseMac(algorithm, 'unload-mac2', session('unload'), facts),
        })
        expect(await vault.checkUnloadMac3({ key, facts, mac: mac3 })).toMatchObject({
          value: true,
        })
        expect(await vault.checkUnloadMac3({ key, facts, mac: mac1 })).toMatchObject({
          value: false,
        })
      })

      test('an overdraft limit and a grey unlock: MAC1 checked, MAC2 made', async () => {
        const limit = cardKey('overdraft', algorithm)
        const limitMac1 = purseMac(algorithm, 'overdraft-mac1', session('overdraft'), facts)
        expect(await vault.checkOverdraftMac1({ key: limit, facts, mac: limitMac1 })).toMatchObject(
          { value: true },
        )
        expect(await vault.makeOverdraftMac2({ key: limit, facts })).toMatchObject({
          value: purseMac(algorithm, 'overdraft-mac2', session('overdraft'), facts),
        })
        const grey = cardKey('grey-unlock', algorithm)
        const greyMac1 = purseMac(algorithm, 'grey-unlock-mac1', session('grey-unlock'), facts)
        expect(await vault.checkGreyUnlockMac1({ key: grey, facts, mac: greyMac1 })).toMatchObject({
          value: true,
        })
        expect(await vault.makeGreyUnlockMac2({ key: grey, facts })).toMatchObject({
          value: purseMac(algorithm, 'grey-unlock-mac2', session('grey-unlock'), facts),
        })
      })

      test('a single purchase TAC', async () => {
        const key = cardKey('tac', algorithm)
        const mac = purseTac(algorithm, 'purchase', derived(key), facts)
        expect(await vault.checkPurchaseTac({ key, facts, mac })).toMatchObject({ value: true })
      })

      test('purchase TACs in bulk, byte by byte: genuine, forged', async () => {
        const label = { purpose: 'tac', version: 1, algorithm } as const
        const input = Buffer.concat([
          facts.amount,
          facts.type,
          facts.terminal,
          facts.terminalSequence,
          facts.dateTime,
        ])
        const tac = purseTac(algorithm, 'purchase', derived(cardKey('tac', algorithm)), facts)
        const genuine = Buffer.concat([ISSUER, CARD, input, tac, Buffer.alloc(2)])
        const forged = Buffer.from(genuine)
        forged.writeUInt8(forged.readUInt8(19) ^ 1, 19)
        const rows = Buffer.concat([genuine, forged, genuine])
        expect(rows).toHaveLength(3 * TAC_ROW_BYTES)
        const verdicts = await vault.checkTacs({ label, levels: 2, count: 3, rows })
        expect([...verdicts]).toEqual([1, 0, 1])
      })

      test('protected commands: MAC, encryption, new PIN, challenge', async () => {
        const header = hex('842400010C')
        const challenge = hex('C0FFEE01')
        const unblock = cardKey('pin-unblock', algorithm)
        const plain = hex('123456')
        expect(
          await vault.makeProtectedCommand({ key: unblock, header, challenge, plain }),
        ).toMatchObject({
          value: protectedCommand(algorithm, derived(unblock), { header, challenge, plain }),
        })
        const key = cardKey('application-maintenance', algorithm)
        const command = { header: hex('841E000004'), data: Buffer.alloc(0), challenge }
        expect(await vault.makeCommandMac({ key, ...command })).toMatchObject({ ok: true })
        expect(
          await vault.makeReloadPinMac({ key: cardKey('pin-reload', algorithm), newPin: plain }),
        ).toMatchObject({ ok: true })
        const answer = await vault.answerChallenge({
          key: cardKey('external-auth', algorithm),
          challenge: hex('A1A2A3A4A5A6A7A8'),
        })
        expect(answer.ok && answer.value.length).toBe(8)
      })

      test('a card key travels only wrapped under the card’s control key', async () => {
        const under = cardKey('application-master', algorithm)
        const key = cardKey('purchase', algorithm)
        const header = algorithm === 'sm4' ? hex('84D4000024') : hex('84D439001C')
        const attributes = hex('01003300')
        const challenge = hex('12345678')
        const wrapped = await vault.wrapKey({ under, key, attributes, header, challenge })
        expect(wrapped).toEqual({
          ok: true,
          value: protectedCommand(algorithm, derived(under), {
            header,
            challenge,
            plain: Buffer.concat([attributes, derived(key)]),
          }),
        })
        expect(wrapped.ok && wrapped.value.includes(derived(key))).toBe(false)
      })

      test('check values are the ones everybody can work out, and short', async () => {
        const label = { purpose: 'load', version: 1, algorithm } as const
        expect(await vault.checkValue(label)).toEqual({
          ok: true,
          value: checkValueOf(algorithm, under.masterKey(labelText(label))),
        })
      })
    })

    posVaultContract({ vault: () => vault, masterKey: under.masterKey })

    test('a key serves only its own purpose', async () => {
      const key = cardKey('purchase')
      const wrong = { ok: false, refused: 'key-purpose-wrong' }
      const mac = hex('00000000')
      const challenge = hex('12345678')
      const header = hex('841E000004')
      const data = Buffer.alloc(0)
      const answers = await Promise.all([
        vault.checkLoadMac1({ key, facts, mac }),
        vault.makeLoadMac2({ key, facts }),
        vault.checkLoadTac({ key, facts, mac }),
        vault.checkUnloadMac1({ key, facts, mac }),
        vault.makeUnloadMac2({ key, facts }),
        vault.checkUnloadMac3({ key, facts, mac }),
        vault.checkOverdraftMac1({ key, facts, mac }),
        vault.makeOverdraftMac2({ key, facts }),
        vault.checkGreyUnlockMac1({ key, facts, mac }),
        vault.makeGreyUnlockMac2({ key, facts }),
        vault.checkPurchaseTac({ key, facts, mac }),
        vault.makeCommandMac({ key, header, data, challenge }),
        vault.makeProtectedCommand({ key, header, plain: data, challenge }),
        vault.makeReloadPinMac({ key, newPin: hex('1234') }),
        vault.answerChallenge({ key, challenge }),
        vault.wrapKey({ under: key, key, attributes: data, header, challenge }),
      ])
      for (const answer of answers) expect(answer).toMatchObject(wrong)
      const rows = Buffer.alloc(TAC_ROW_BYTES)
      expect([...(await vault.checkTacs({ label: key.label, levels: 2, count: 1, rows }))]).toEqual(
        [2],
      )
    })

    test('an unknown version is told as such, in bulk row by row', async () => {
      const label = { purpose: 'tac', version: 99, algorithm: '3des' } as const
      expect(await vault.checkValue(label)).toMatchObject({ refused: 'key-unknown' })
      const rows = Buffer.alloc(2 * TAC_ROW_BYTES)
      expect([...(await vault.checkTacs({ label, levels: 2, count: 2, rows }))]).toEqual([2, 2])
      const key = { label, factors: FACTORS }
      expect(await vault.checkLoadTac({ key, facts, mac: hex('00000000') })).toMatchObject({
        refused: 'key-unknown',
      })
    })

    test('a master key itself, or a level too deep, is never used', async () => {
      const { label } = cardKey('load')
      for (const factors of [[], [ISSUER, ISSUER, CARD]]) {
        expect(await vault.makeLoadMac2({ key: { label, factors }, facts })).toMatchObject({
          refused: 'key-level-wrong',
        })
      }
    })

    test('a file’s MAC belongs to its operator and its content', async () => {
      const digest = hex('11'.repeat(32))
      const mac = await vault.makeFileMac({ operator: 'op_bus-one', digest })
      expect(mac).toHaveLength(8)
      expect(await vault.checkFileMac({ operator: 'op_bus-one', digest, mac })).toBe(true)
      expect(await vault.checkFileMac({ operator: 'op_bus-two', digest, mac })).toBe(false)
      const other = hex('12'.repeat(32))
      expect(await vault.checkFileMac({ operator: 'op_bus-one', digest: other, mac })).toBe(false)
      expect(
        await vault.checkFileMac({ operator: 'op_bus-one', digest, mac: mac.subarray(0, 4) }),
      ).toBe(false)
    })

    test('personal data opens again in its own place only, and twice the same is not the same', async () => {
      const context = 'citizens_person.name:person_one'
      const plain = Buffer.from('𠮷野家的小明', 'utf8')
      const sealed = await vault.sealPersonal({ context, plain })
      expect(sealed[0]).toBe((await vault.personalDataVersion()).personalData)
      expect(sealed.includes(plain)).toBe(false)
      expect(await vault.sealPersonal({ context, plain })).not.toEqual(sealed)
      expect(await vault.openPersonal({ context, sealed })).toEqual({ ok: true, value: plain })
      expect(await vault.openPersonal({ context: `${context}2`, sealed })).toMatchObject({
        refused: 'sealed-data-damaged',
      })
    })

    test('no byte of sealed data may change, go missing or come', async () => {
      const context = 'citizens_person.phone:person_one'
      const sealed = await vault.sealPersonal({ context, plain: Buffer.from('13800000000') })
      for (let index = 1; index < sealed.length; index++) {
        const changed = Buffer.from(sealed)
        changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
        expect(await vault.openPersonal({ context, sealed: changed })).toMatchObject({
          refused: 'sealed-data-damaged',
        })
      }
      for (const wrong of [sealed.subarray(0, -1), Buffer.concat([sealed, Buffer.of(0)])]) {
        expect(await vault.openPersonal({ context, sealed: wrong })).toMatchObject({
          refused: 'sealed-data-damaged',
        })
      }
      const elder = Buffer.concat([Buffer.of(1), sealed.subarray(1)])
      expect(await vault.openPersonal({ context, sealed: elder })).toMatchObject({ ok: false })
      for (const sealedByNobody of [Buffer.alloc(0), Buffer.alloc(40, 0xee)]) {
        expect(await vault.openPersonal({ context, sealed: sealedByNobody })).toMatchObject({
          refused: 'key-unknown',
        })
      }
    })

    test('a blind index finds equal text in an equal context and says nothing else', async () => {
      const index = await vault.blindIndex({ context: 'phone', text: '13800000000' })
      expect(index).toHaveLength(16)
      expect(await vault.blindIndex({ context: 'phone', text: '13800000000' })).toEqual(index)
      expect(await vault.blindIndex({ context: 'phone', text: '13800000001' })).not.toEqual(index)
      expect(await vault.blindIndex({ context: 'name', text: '13800000000' })).not.toEqual(index)
      const all = await vault.blindIndexes({ context: 'phone', text: '13800000000' })
      expect(all[0]).toEqual(index)
      expect(index[0]).toBe((await vault.personalDataVersion()).blindIndex)
    })

    test('it describes every data key in words, and shows none', async () => {
      const described = await vault.describeDataKeys()
      expect(described.map(({ label }) => label.purpose)).toEqual(
        expect.arrayContaining(['personal-data', 'blind-index']),
      )
      const shown = JSON.stringify(described).toLowerCase()
      for (const { checkValue, purpose } of described) {
        expect(checkValue).toMatch(/^[0-9A-F]{6}$/)
        expect(purpose.length).toBeGreaterThan(10)
      }
      for (const key of under.dataKeys) expect(shown).not.toContain(key.toString('hex', 2, 8))
    })

    test('it describes every key in words, and shows none', async () => {
      const described = await vault.describe()
      expect(described.length).toBeGreaterThan(0)
      const shown = JSON.stringify(described)
      for (const { label, checkValue, validFrom, validTo, purpose } of described) {
        expect(checkValue).toMatch(/^[0-9A-F]{6}$/)
        expect(validFrom <= validTo).toBe(true)
        expect(purpose.length).toBeGreaterThan(10)
        const key = under.masterKey(labelText(label)).toString('hex')
        expect(shown.toLowerCase()).not.toContain(key.slice(0, 12))
        expect(sameBytes(Buffer.from(checkValue, 'hex'), Buffer.from(key, 'hex'))).toBe(false)
      }
    })
  })
}
