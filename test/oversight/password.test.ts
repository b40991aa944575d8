import { limits, systemSecrets } from '../../src/oversight'
import { hashPassword, nobodysHash, passwordIs } from '../../src/oversight/password'

const PASSWORD = 'Regen über Nanjing 44'

test('a hash tells its own cost, is salted, and knows its password alone', async () => {
  const [one, other] = await Promise.all([
    hashPassword(PASSWORD, systemSecrets),
    hashPassword(PASSWORD, systemSecrets),
  ])
  const { N, r, p } = limits.scrypt
  expect(one.startsWith(`scrypt$${N}$${r}$${p}$`)).toBe(true)
  expect(one).not.toBe(other)
  expect(N * r * p).toBeGreaterThanOrEqual(2 ** 15 * 8)
  expect(await passwordIs(PASSWORD, one)).toBe(true)
  // The same letters, written by another keyboard: "ü" as "u" and a mark.
  expect(await passwordIs(PASSWORD.normalize('NFD'), one)).toBe(true)
  expect(await passwordIs(`${PASSWORD} `, one)).toBe(false)
})

test.each(['', 'scrypt', 'scrypt$0$8$1$AAAA$', 'plain', nobodysHash({ N: 16, r: 1, p: 1 })])(
  'nothing matches %p',
  async (stored) => {
    expect(await passwordIs('', stored).catch(() => false)).toBe(false)
  },
)
