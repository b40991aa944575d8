import { Citycard } from '../../src/client'
import { CentreLine, SignInRefused, Stopped } from '../../terminals/counter'

/* A counter terminal whose sign-in runs out renews it once, and says so in words where that does not help. */

const READERS = { items: [], nextCursor: null }

/** A centre that takes these tokens only, and counts who asked in vain. */
function centre() {
  const good = new Set<string>()
  const told = { refused: 0, asked: 0 }
  const line: typeof fetch = async (_url, init) => {
    told.asked++
    const token = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? ''
    if (good.has(token)) return Response.json(READERS)
    told.refused++
    const problem = { refused: 'not-signed-in', detail: 'the sign-in is over' }
    return Response.json(problem, {
      status: 401,
      headers: { 'content-type': 'application/problem+json' },
    })
  }
  const door = new Citycard({ centre: 'http://centre.test', fetch: line })
  return { good, told, door }
}

const list = (line: CentreLine) => line.ask('readers.list', { query: {} })

test('a password signs in anew when the sign-in has run out', async () => {
  const { good, told, door } = centre()
  let signIns = 0
  const signIn = async () => {
    const token = `token-${++signIns}`
    good.clear()
    good.add(token)
    return door.signedIn(token)
  }
  const line = new CentreLine(signIn, new AbortController().signal)
  expect(await list(line)).toMatchObject({ ok: true })
  good.clear()
  expect(await list(line)).toMatchObject({ ok: true })
  expect({ signIns, ...told }).toEqual({ signIns: 2, refused: 1, asked: 3 })
})

test('a token that is over is told in words, and nothing is asked any more', async () => {
  const { good, told, door } = centre()
  good.add('only')
  let isUsed = false
  const signIn = async () => {
    if (isUsed) throw new SignInRefused('the token is over')
    isUsed = true
    return door.signedIn('only')
  }
  const line = new CentreLine(signIn, new AbortController().signal)
  expect(await list(line)).toMatchObject({ ok: true })
  good.clear()
  await expect(list(line)).rejects.toThrow('the token is over')
  expect(told.refused).toBe(1)
})

test('a certificate that was revoked is tried once more, and then the centre’s own words are told', async () => {
  const { told, door } = centre()
  const line = new CentreLine(async () => door, new AbortController().signal)
  await expect(list(line)).rejects.toThrow(new SignInRefused('the sign-in is over'))
  expect(told.refused).toBe(2)
})

test('who is told to stop while nobody answers stops', async () => {
  const stop = new AbortController()
  const nobody = new Citycard({
    centre: 'http://centre.test',
    fetch: async () => {
      stop.abort()
      throw new TypeError('no centre')
    },
  })
  const line = new CentreLine(async () => nobody, stop.signal)
  await expect(list(line)).rejects.toThrow(Stopped)
})
