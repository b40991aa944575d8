import { diversify } from '../../src/keys'
import { hex } from '../../src/base'
import { emptyPurse, VirtualSam, type SamKey } from '../../terminals/virtual'
import { cardOf, expectTranscript, say, toldChance } from './chips'

/** Exchanges of the project's card vectors (ids in brackets), said to the virtual chips byte for byte. */
describe('a virtual card answers the transcripts of the vectors', () => {
  test('a load of 100.00 [C1]', () => {
    const card = cardOf({
      chance: toldChance('A1B2C3D4'),
      state: { ep: { ...emptyPurse, onlineCounter: 1 } },
    })
    expectTranscript(card, [
      '805000020B010000271099900000000110',
      '-> 0000000000010100A1B2C3D459BDCF799000',
      '805200000B2024011509300045642E5C04',
      '-> FCD73E5D9000',
      '805C000204',
      '-> 000027109000',
    ])
    expect(card.memory.ep.onlineCounter).toBe(2)
  })

  const holding100 = { ep: { ...emptyPurse, balanceFen: 10_000, offlineCounter: 7 } }

  test.each([
    ['pboc', '0007000000000000C80699900000010120240115101530'],
    ['mohurd', '0008000000000000C80699900000010120240115101530'],
  ] as const)('a purchase of 2.00 with its proof and the log of a %s card [C2]', (profile, log) => {
    const card = cardOf({ profile, chance: toldChance('0A1B2C3D'), state: holding100 })
    expectTranscript(card, [
      '805001020B01000000C89990000001010F',
      '-> 00002710000700000001000A1B2C3D9000',
      '805401000F0001E240202401151015303E2A83B508',
      '-> AEEC3552A8EABB8B9000',
      '805A000602000808',
      '-> A8EABB8BAEEC35529000',
      '805A000602000708',
      '-> 9406',
      '00B201C417',
      `-> ${log}9000`,
      '00B202C417',
      '-> 6A83',
    ])
    expect(card.memory.ep).toMatchObject({ balanceFen: 9_800, offlineCounter: 8 })
  })

  const opensExit = '805003020B01000001F49990000001010F'
  const exitState = { ep: { ...emptyPurse, balanceFen: 10_000, offlineCounter: 9 } }

  test('a compound purchase of 5.00 [C4]', () => {
    const card = cardOf({ chance: toldChance('91A2B3C4'), state: exitState })
    expectTranscript(card, [
      opensExit,
      '-> 000027100009000000010091A2B3C49000',
      '805401000F0001E24220240115123456FD5C132F08',
      '-> 2883ACB61DF7D9159000',
    ])
  })

  test('a MOHURD card wants its nine bytes in MAC1, and only there [C4]', () => {
    const personal = { authCode: '8512345678ABCDEF01' }
    const fresh = () =>
      cardOf({ profile: 'mohurd', personal, chance: toldChance('91A2B3C4'), state: exitState })
    const card = fresh()
    expectTranscript(card, [
      '80CA000009',
      '-> 8512345678ABCDEF019000',
      opensExit,
      '-> 000027100009000000010091A2B3C49000',
      '805401000F0001E24220240115123456FBF864AA08',
      '-> 2883ACB61DF7D9159000',
    ])
    const without = fresh()
    expectTranscript(without, [
      opensExit,
      '-> 000027100009000000010091A2B3C49000',
      '805401000F0001E24220240115123456FD5C132F08',
      '-> 9302',
    ])
    expect(without.memory.ep.balanceFen).toBe(10_000)
  })

  test('an unload of 50.00 from the deposit [C5]', () => {
    const card = cardOf({
      chance: toldChance('11AA22BB'),
      state: { ed: { ...emptyPurse, balanceFen: 10_000, onlineCounter: 2 } },
    })
    expectTranscript(card, [
      '805005010B010000138899900000000110',
      '-> 000027100002010011AA22BBE7FC59B29000',
      '805403000B20240116080000A2291AB704',
      '-> 937C96389000',
      '805C000104',
      '-> 000013889000',
    ])
  })

  test('a new overdraft limit [C6]', () => {
    const card = cardOf({
      chance: toldChance('33CC44DD'),
      state: { ed: { ...emptyPurse, balanceFen: 5_000, onlineCounter: 3 } },
    })
    expectTranscript(card, [
      '80500401070199900000000113',
      '-> 000013880003000000010033CC44DDFC6FFF739000',
      '805800000E00271020240116090000AEDDE1B404',
      '-> 67CA24129000',
    ])
    expect(card.memory.ed.overdraftLimitFen).toBe(10_000)
  })

  test('a PIN is reloaded [C7] and, with its tries used up, unblocked [C8]', () => {
    const card = cardOf({ personal: { pin: '9999' }, chance: toldChance('C0FFEE01') })
    expectTranscript(card, [
      '805E00000712345641096A1F',
      '-> 9000',
      '0020000003123457',
      '-> 63C2',
      '0020000003123457',
      '-> 63C1',
      '0020000003123457',
      '-> 6983',
      '0020000003123456',
      '-> 6983',
      '0084000004',
      '-> C0FFEE019000',
      '842400010CEA726A58E74E8CF80C80D35E',
      '-> 9000',
      '0020000003123456',
      '-> 9000',
    ])
  })

  test('an application is blocked [C9a] and unblocked [C9c]', () => {
    const card = cardOf({ chance: toldChance('01020304', 'A0A1A2A3') })
    expectTranscript(card, [
      '0084000004',
      '-> 010203049000',
      '841E0000046AFA3928',
      '-> 9000',
      '805C000204',
      '-> 6A81',
      '0084000004',
      '-> A0A1A2A39000',
      '8418000004A0345491',
      '-> 9000',
      '805C000204',
      '-> 000000009000',
    ])
  })

  test('an eight-byte challenge does as well [C9b]', () => {
    const card = cardOf({ chance: toldChance('0102030405060708') })
    expectTranscript(card, [
      '0084000008',
      '-> 01020304050607089000',
      '841E000004B5A94BD6',
      '-> 9000',
    ])
  })

  test('a grey lock is set, survives the power, and is undone for the true amount [C11]', () => {
    const card = cardOf({
      chance: toldChance('77889900'),
      state: { ed: { ...emptyPurse, balanceFen: 30_000, offlineCounter: 10 } },
    })
    say(card, 'E07A080107019990000001010F')
    const heard = say(card, 'E07C0800130001E243CAFEBABE20240116100000FC8CDC4308')
    expect(heard.slice(8)).toBe('D88382AD9000')
    card.powerCut()
    expectTranscript(card, [
      '00A4040009A0000000038698070100',
      '805001010B01000000009990000001010F',
      '-> 6985',
      'E07E08011B00004E20000A9990000001010001E243202401161000007532BCDC04',
      '-> 69C083E99000',
      '805C000104',
      '-> 000027109000',
    ])
    expect(card.memory.ed).toMatchObject({ balanceFen: 10_000, offlineCounter: 11 })
  })
})

const root = hex('0123456789ABCDEFFEDCBA9876543210')

const samOf = (keys: readonly SamKey[]): VirtualSam =>
  new VirtualSam({
    terminal: '999000000101',
    serial: '00000000999000000101',
    acceptor: '0000000000000001',
    issuer: '9990FF0000000000',
    start: '20200101',
    expiry: '20391231',
    keyIndex: 1,
    keys,
    chance: toldChance(),
    nextNumber: 0x1e240,
    wrongCodesMax: 3,
  })

const purchaseKey: SamKey = { levels: 2, kind: 2, version: 1, algorithm: '3des', key: root }
const opensC2 =
  '80700000240A1B2C3D0007000000C80620240115101530010099900000000000019990FF000000000008'

describe('a virtual SAM answers the transcripts of the vectors', () => {
  test('it gives its number and MAC1, and agrees with MAC2 [C2p]', () => {
    const sam = samOf([purchaseKey])
    expectTranscript(sam, [
      opensC2,
      '-> 6985',
      '00A40000021001',
      '-> 9000',
      opensC2,
      '-> 0001E2403E2A83B59000',
      '8072000004A8EABB8B',
      '-> 9000',
      '00B0980004',
      '-> 0001E2419000',
    ])
  })

  test('a key of one level takes one factor', () => {
    const city = diversify('3des', root, hex('9990FF0000000000'))
    const sam = samOf([{ ...purchaseKey, levels: 1, key: city }])
    expectTranscript(sam, [
      '00A40000021001',
      '-> 9000',
      '807000001C0A1B2C3D0007000000C806202401151015300100999000000000000108',
      '-> 0001E2403E2A83B59000',
    ])
  })

  test('it checks a TAC with a folded key [C2t]', () => {
    const tac = hex('00112233445566778899AABBCCDDEEFF')
    const sam = samOf([{ levels: 2, kind: 4, version: 0, algorithm: '3des', key: tac }])
    expectTranscript(sam, [
      '00A40000021001',
      '-> 9000',
      '801A44001099900000000000019990FF0000000000',
      '-> 9000',
      '80FA0500200000000000000000000000C8069990000001010001E240202401151015308000',
      '-> AEEC35529000',
    ])
  })

  test('it locks itself after too many wrong MAC2, and the number it gave stays used', () => {
    const sam = samOf([purchaseKey])
    say(sam, '00A40000021001')
    for (const answered of ['9302', '9302', '6983']) {
      say(sam, opensC2)
      expect(say(sam, '807200000400000000')).toBe(answered)
    }
    expect(say(sam, opensC2)).toBe('6983')
    expect(sam.memory.nextNumber).toBe(0x1e243)
  })

  test('a key version it does not hold costs no number', () => {
    const sam = samOf([{ ...purchaseKey, version: 2 }])
    say(sam, '00A40000021001')
    expect(say(sam, opensC2)).toBe('9403')
    expect(sam.memory.nextNumber).toBe(0x1e240)
  })
})
