import { doctor } from '../../src/commands/doctor'

describe('the doctor', () => {
  const found = async (environment: NodeJS.ProcessEnv) => {
    const { ready, checks } = await doctor({ PORT: '0', ...environment })
    return { ready, of: (name: string) => checks.find((check) => check.name === name) }
  }

  test('finds this machine able to run the embedded database', async () => {
    const { of } = await found({})
    for (const name of [
      'node',
      'settings',
      'data-folder',
      'embedded-postgres',
      'database',
      'port',
    ]) {
      expect(of(name)).toMatchObject({ name, ok: true })
    }
  })

  test('tells whether card readers can be used, and that the rest works without them', async () => {
    const { of } = await found({})
    const readers = of('card-readers')
    expect(readers?.ok === true || readers?.optional === true).toBe(true)
    expect(readers?.ok === true || (readers?.remedy ?? '').length > 0).toBe(true)
  })

  test('says what is missing and how to get it', async () => {
    const { ready, of } = await found({
      DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c',
      KEYS_FILE: '/nowhere/keys.json',
    })
    expect(ready).toBe(false)
    expect(of('database')?.ok).toBe(false)
    expect(of('database')?.remedy).toContain('DATABASE_URL')
    expect(of('keys')).toMatchObject({ ok: false, detail: '/nowhere/keys.json is not there' })
  })

  test('tells wrong settings one by one', async () => {
    const { ready, of } = await found({ PORT: 'x' })
    expect(ready).toBe(false)
    expect(of('settings')?.detail).toBe('PORT is "x"; expected: a whole number from 0 to 65535.')
  })
})
