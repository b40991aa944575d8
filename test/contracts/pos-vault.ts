import { hex, xor } from '../../src/base'
import {
  desBlocks,
  desKey,
  diversify,
  labelText,
  macUnionPay,
  macUnionPaySm4,
  macX919,
  macX99,
  pinBlockFormat0,
  posCheckValue,
  sm4Blocks,
  terminalFactor,
  unwrapWorkKeys,
  type KeyLabel,
  type KeyVault,
  type PosMacAlgorithm,
  type TerminalKeyName,
  type WorkKeyLayout,
} from '../../src/keys'

const LABEL: KeyLabel = { purpose: 'terminal-master', version: 1, algorithm: '3des' }
const SM4_LABEL: KeyLabel = { ...LABEL, algorithm: 'sm4' }
const TERMINAL = '20260001'
const CARD_NUMBER = '3104881000000017'
const PARTS = ['0123456789ABCDEF1032547698BADCFE', '8A5AE1F0C3B2D4E69788796A5B4C3D2E'].map(hex)

const upper = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()

/** What every key vault does for POS terminals, whatever stands behind it. */
export function posVaultContract(under: {
  readonly vault: () => KeyVault
  readonly masterKey: (label: string) => Buffer
}): void {
  const pos = () => under.vault().pos
  const key: TerminalKeyName = { terminal: TERMINAL, label: LABEL }
  const masterOf = (label: KeyLabel, terminal = TERMINAL): Buffer =>
    diversify(
      label.algorithm,
      under.masterKey(labelText(label)),
      terminalFactor(terminal) as Buffer,
    )

  async function signedIn(
    layout: WorkKeyLayout,
    mac: PosMacAlgorithm,
    name: TerminalKeyName = key,
    master: Buffer = masterOf(name.label, name.terminal),
  ) {
    const made = await pos().makeWorkKeys({ key: name, layout, mac })
    if (!made.ok) throw new Error(made.refused)
    const clear = unwrapWorkKeys(master, made.value.wrapped, name.label.algorithm)
    if (!clear.ok) throw new Error(clear.refused)
    return { ...made.value, clear: clear.value as Readonly<Record<'pik' | 'mak', Buffer>> }
  }

  /** What a POS does: the block of a PIN under the PIK it was given. */
  function blockOf(pik: Buffer, pin: string, cardNumber = CARD_NUMBER): Buffer {
    const block = pinBlockFormat0(pin, cardNumber)
    if (!block.ok) throw new Error(block.refused)
    return desBlocks(desKey(pik), block.value)
  }

  describe('for POS terminals', () => {
    test.each<[WorkKeyLayout, PosMacAlgorithm, KeyLabel, number, number, number]>([
      ['001', 'unionpay-ecb', LABEL, 24, 8, 8],
      ['001', 'x9.9', LABEL, 24, 8, 8],
      ['003', 'unionpay-ecb', LABEL, 40, 16, 16],
      ['003', 'x9.19', LABEL, 40, 16, 16],
      ['003', 'x9.9', LABEL, 40, 16, 8],
      ['004', 'x9.19', LABEL, 60, 16, 16],
      ['003', 'unionpay-sm4', SM4_LABEL, 40, 16, 16],
      ['004', 'unionpay-sm4', SM4_LABEL, 60, 16, 16],
    ])(
      'sign-in %s for %s: the terminal finds its keys',
      async (layout, mac, label, size, pik, mak) => {
        const made = await signedIn(layout, mac, { terminal: TERMINAL, label })
        expect(made.wrapped).toHaveLength(size)
        expect(made.clear.pik).toHaveLength(pik)
        expect(made.clear.mak).toHaveLength(mak)
        expect(made.sealed.tdk !== undefined).toBe(layout === '004')
        for (const [name, clear] of Object.entries(made.clear)) {
          const check = upper(posCheckValue(clear, label.algorithm))
          expect(made.checkValues[name as 'pik']).toBe(check)
          for (const sealed of Object.values(made.sealed))
            expect(sealed.includes(clear)).toBe(false)
          expect(made.wrapped.includes(clear)).toBe(false)
        }
      },
    )

    test('every sign-in makes other keys, and DES keys have odd parity', async () => {
      const [one, other] = [
        await signedIn('003', 'unionpay-ecb'),
        await signedIn('003', 'unionpay-ecb'),
      ]
      expect(one.clear.mak).not.toEqual(other.clear.mak)
      expect(one.clear.pik).not.toEqual(one.clear.mak)
      for (const byte of [...one.clear.pik, ...one.clear.mak]) {
        expect(byte.toString(2).replaceAll('0', '').length % 2).toBe(1)
      }
    })

    test.each<[WorkKeyLayout, PosMacAlgorithm, KeyLabel]>([
      ['001', 'x9.19', LABEL],
      ['003', 'unionpay-sm4', LABEL],
      ['001', 'unionpay-sm4', SM4_LABEL],
      ['003', 'unionpay-ecb', SM4_LABEL],
      ['003', 'unionpay-ecb', { ...LABEL, purpose: 'tac' }],
    ])('a sign-in %s for %s under %j finds no room or no such key', async (layout, mac, label) => {
      expect(
        await pos().makeWorkKeys({ key: { terminal: TERMINAL, label }, layout, mac }),
      ).toMatchObject({ refused: 'key-purpose-wrong' })
    })

    test('no terminal without a number or a master', async () => {
      const unknown = { refused: 'key-unknown' }
      for (const terminal of ['', '123456789', '2026 001', '终端']) {
        expect(await pos().terminalKeyCheckValue({ terminal, label: LABEL })).toMatchObject(unknown)
      }
      const label = { ...LABEL, version: 99 }
      expect(await pos().terminalKeyCheckValue({ terminal: TERMINAL, label })).toMatchObject(
        unknown,
      )
    })

    test('each terminal has its own master key', async () => {
      const [one, other] = [
        await pos().terminalKeyCheckValue(key),
        await pos().terminalKeyCheckValue({ ...key, terminal: '20260002' }),
      ]
      expect(one).toEqual({ ok: true, value: upper(posCheckValue(masterOf(LABEL))) })
      expect(one).not.toEqual(other)
    })

    test.each([
      ['unionpay-ecb', '003', LABEL, macUnionPay],
      ['unionpay-ecb', '001', LABEL, macUnionPay],
      ['x9.19', '003', LABEL, macX919],
      ['x9.9', '003', LABEL, macX99],
      ['unionpay-sm4', '003', SM4_LABEL, macUnionPaySm4],
    ] as const)(
      'a MAC by %s (%s) is made and checked',
      async (algorithm, layout, label, formula) => {
        const { clear, sealed } = await signedIn(layout, algorithm, { terminal: TERMINAL, label })
        const data = hex('0200702406C020C09A1116621234')
        const question = { terminal: TERMINAL, sealedMak: sealed.mak, algorithm, data }
        const mac = formula({ key: clear.mak, data })
        expect(await pos().makeMac(question)).toEqual({ ok: true, value: mac })
        expect(await pos().checkMac({ ...question, mac })).toEqual({ ok: true, value: true })
        for (const wrong of [
          { data: Buffer.concat([data, Buffer.of(1)]) },
          { mac: mac.subarray(0, 7) },
          { mac: Buffer.alloc(8) },
        ]) {
          expect(await pos().checkMac({ ...question, mac, ...wrong })).toEqual({
            ok: true,
            value: false,
          })
        }
        expect(await pos().makeMac({ ...question, terminal: '20260002' })).toMatchObject({
          refused: 'sealed-data-damaged',
        })
        expect(await pos().makeMac({ ...question, sealedMak: sealed.pik })).toMatchObject({
          refused: 'sealed-data-damaged',
        })
        expect(await pos().makeMac({ ...question, sealedMak: Buffer.alloc(0) })).toMatchObject({
          refused: 'key-unknown',
        })
      },
    )

    test('a MAK serves only the algorithms that take its length and cipher', async () => {
      const { sealed } = await signedIn('003', 'x9.9')
      const question = { terminal: TERMINAL, sealedMak: sealed.mak, data: hex('0200') }
      for (const algorithm of ['x9.19', 'unionpay-sm4'] as const) {
        expect(await pos().makeMac({ ...question, algorithm })).toMatchObject({
          refused: 'key-purpose-wrong',
        })
      }
    })

    test('a PIN is kept as a digest of its card and checked from a block', async () => {
      const { clear, sealed } = await signedIn('003', 'unionpay-ecb')
      const from = (pin: string) => ({
        terminal: TERMINAL,
        sealedPik: sealed.pik,
        block: blockOf(clear.pik, pin),
        cardNumber: CARD_NUMBER,
      })
      const kept = await pos().keepPin({ context: 'card one', pin: '135790' })
      if (!kept.ok) throw new Error(kept.refused)
      expect(kept.value).toHaveLength(17)
      expect(await pos().keepPin({ context: 'card one', from: from('135790') })).toEqual(kept)
      expect(await pos().keepPin({ context: 'card two', pin: '135790' })).not.toEqual(kept)
      const check = (pin: string, context: string) =>
        pos().checkPin({ ...from(pin), context, kept: kept.value })
      expect(await check('135790', 'card one')).toEqual({ ok: true, value: true })
      expect(await check('135791', 'card one')).toEqual({ ok: true, value: false })
      expect(await check('135790', 'card two')).toEqual({ ok: true, value: false })
      expect(
        await pos().checkPin({ ...from('135790'), context: 'card one', kept: Buffer.alloc(17) }),
      ).toMatchObject({ refused: 'key-unknown' })
    })

    test.each(['', '123', '1234567890123', '12a4', '１２３４'])('"%s" is no PIN', async (pin) => {
      expect(await pos().keepPin({ context: 'card one', pin })).toMatchObject({
        refused: 'pin-malformed',
      })
    })

    test('a block of another card, another key or another size holds no PIN', async () => {
      const { clear, sealed } = await signedIn('003', 'unionpay-ecb')
      const question = { terminal: TERMINAL, sealedPik: sealed.pik, cardNumber: CARD_NUMBER }
      const keep = (change: { block: Buffer; cardNumber?: string }) =>
        pos().keepPin({ context: 'card one', from: { ...question, ...change } })
      const block = blockOf(clear.pik, '1357')
      // The filler, not the PIN, shows that the card is another one.
      expect(await keep({ block, cardNumber: '3104881999999917' })).toMatchObject({
        refused: 'pin-malformed',
      })
      expect(await keep({ block: xor(block, hex('FF00000000000000')) })).toMatchObject({
        refused: 'pin-malformed',
      })
      expect(await keep({ block: block.subarray(1) })).toMatchObject({ refused: 'pin-malformed' })
      expect(await keep({ block, cardNumber: '12' })).toMatchObject({
        refused: 'card-number-malformed',
      })
    })

    test('a PIN block goes over to another terminal and card number', async () => {
      const other = { terminal: '20260002', label: LABEL }
      const [here, there] = [
        await signedIn('003', 'unionpay-ecb'),
        await signedIn('001', 'unionpay-ecb', other),
      ]
      const question = {
        terminal: TERMINAL,
        sealedPik: here.sealed.pik,
        block: blockOf(here.clear.pik, '86420'),
        cardNumber: CARD_NUMBER,
      }
      const to = { terminal: other.terminal, sealedPik: there.sealed.pik }
      expect(await pos().translatePin({ ...question, to })).toEqual({
        ok: true,
        value: blockOf(there.clear.pik, '86420'),
      })
      const cardNumber = '6212345678901232'
      expect(await pos().translatePin({ ...question, to: { ...to, cardNumber } })).toEqual({
        ok: true,
        value: blockOf(there.clear.pik, '86420', cardNumber),
      })
      const swapped = { ...to, terminal: TERMINAL }
      expect(await pos().translatePin({ ...question, to: swapped })).toMatchObject({
        refused: 'sealed-data-damaged',
      })
    })

    test('no PIN travels under SM4: f52 has no room for it', async () => {
      const { sealed } = await signedIn('003', 'unionpay-sm4', {
        terminal: TERMINAL,
        label: SM4_LABEL,
      })
      const from = {
        terminal: TERMINAL,
        sealedPik: sealed.pik,
        block: Buffer.alloc(8),
        cardNumber: CARD_NUMBER,
      }
      expect(await pos().keepPin({ context: 'card one', from })).toMatchObject({
        refused: 'key-purpose-wrong',
      })
    })

    test.each([
      ['3des', LABEL, (whole: Buffer) => desBlocks(desKey(whole), Buffer.alloc(8))],
      ['sm4', SM4_LABEL, (whole: Buffer) => sm4Blocks(whole, Buffer.alloc(16))],
    ] as const)(
      'custodians enter a terminal’s master key (%s)',
      async (algorithm, label, zeros) => {
        const components = PARTS.map((part) => ({
          part,
          checkValue: upper(posCheckValue(part, algorithm)).slice(0, 6),
        }))
        const whole = xor(PARTS[0] as Buffer, PARTS[1] as Buffer)
        const [first, second] = components
        if (first === undefined || second === undefined) throw new Error('two parts')
        // One part was given earlier and waits sealed, the other is said now.
        const waits = await pos().keepComponent({
          ...{ terminal: TERMINAL, label, place: 1 },
          component: first,
        })
        if (!waits.ok) throw new Error(waits.refused)
        const { kept } = waits.value
        expect(waits.value.checkValue.slice(0, 6)).toBe(first.checkValue)
        const enter = (place: number) =>
          pos().enterTerminalKey({
            ...{ terminal: TERMINAL, label },
            components: [{ kept, place }, second],
          })
        expect(await enter(2)).toMatchObject({ refused: 'sealed-data-damaged' })
        const made = await enter(1)
        if (!made.ok) throw new Error(made.refused)
        expect(made.value.checkValue).toBe(upper(zeros(whole).subarray(0, 4)))
        const name = { terminal: TERMINAL, label, entered: made.value.entered }
        expect(await pos().terminalKeyCheckValue(name)).toEqual({
          ok: true,
          value: made.value.checkValue,
        })
        const mac = algorithm === 'sm4' ? 'unionpay-sm4' : 'x9.19'
        expect((await signedIn('003', mac, name, whole)).clear.mak).toHaveLength(16)
        expect(await pos().terminalKeyCheckValue({ ...name, terminal: '20260002' })).toMatchObject({
          refused: 'sealed-data-damaged',
        })
        const cipher = algorithm === 'sm4' ? LABEL : SM4_LABEL
        expect(await pos().terminalKeyCheckValue({ ...name, label: cipher })).toMatchObject({
          refused: 'key-purpose-wrong',
        })
      },
    )

    const part = PARTS[0] as Buffer
    const good = PARTS.map((one) => ({ part: one, checkValue: upper(posCheckValue(one)) }))
    const first = good[0] as (typeof good)[number]
    test.each([
      ['one part', [first], 'components-malformed', 'components'],
      ['four parts', [...good, ...good], 'components-malformed', 'components'],
      [
        'a short part',
        [first, { ...first, part: part.subarray(1) }],
        'components-malformed',
        'components[1]',
      ],
      [
        'a part that is not its check value’s',
        [first, { ...first, checkValue: '000000' }],
        'check-value-differs',
        'components[1]',
      ],
      [
        'no check value',
        [{ ...first, checkValue: '' }, first],
        'components-malformed',
        'components[0]',
      ],
      ['a part twice', [first, first], 'components-malformed', 'components[1]'],
    ] as const)(
      '%s is refused, and nothing of a part is quoted',
      async (_what, components, refused, field) => {
        const answer = await pos().enterTerminalKey({
          terminal: TERMINAL,
          label: LABEL,
          components,
        })
        expect(answer).toMatchObject({ refused, field })
        expect(JSON.stringify(answer).toUpperCase()).not.toContain(upper(part).slice(0, 8))
      },
    )

    test('parts that add up to a weak key are refused, as is a key for anything else', async () => {
      const other = xor(part, hex('11'.repeat(16)))
      const components = [part, other].map((one) => ({
        part: one,
        checkValue: upper(posCheckValue(one)),
      }))
      const enter = (label: KeyLabel) =>
        pos().enterTerminalKey({ terminal: TERMINAL, label, components })
      expect(await enter(LABEL)).toMatchObject({ refused: 'components-malformed' })
      expect(await enter({ ...LABEL, purpose: 'load' })).toMatchObject({
        refused: 'key-purpose-wrong',
      })
    })
  })
}
