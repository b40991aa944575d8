import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Program } from '../support/processes'

const RUN = 'test/platform/run-city.ts'

test.each(['SIGTERM', 'SIGINT'] as const)(
  'a city told to stop by %s finishes what it is asked and ends well',
  async (signal) => {
    const program = Program.start(RUN, [], { PORT: '0' })
    const { url } = await program.answer<{ url: string }>()
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ ready: true })
    const answer = fetch(`${url}/slow`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const ended = program.kill(signal)
    expect(await (await answer).json()).toEqual({ finished: true })
    await ended
    const { code, stderr } = await program.end()
    expect(code).toBe(0)
    expect(stderr).toContain('"msg":"stopped"')
  },
)

test('a port in use ends the start with a sentence, and nothing is left running', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const { code, stderr } = await Program.start(RUN, [], { PORT: `${port}` }).end()
  expect(code).not.toBe(0)
  expect(stderr).toContain(`cannot listen on 127.0.0.1:${port}: it is in use`)
  taken.close()
})
