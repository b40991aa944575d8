import { join } from 'node:path'
import { readConfig, settingList } from '../../src/config'

const URL_OF_CITY = 'postgresql://owner:s3cret@db.example:5432/city'

test('with nothing set, a city runs on this machine with development keys', () => {
  const config = readConfig({})
  expect(config).toMatchObject({
    ok: true,
    value: {
      production: false,
      database: { kind: 'embedded', dataDir: undefined, connectionsMax: 10 },
      http: { host: '127.0.0.1', port: 8080 },
      logLevel: 'info',
      clearing: { cutOffMinutes: 0, lateUploadDays: 30, futureSkewMinutes: 10 },
    },
  })
  if (config.ok) {
    expect(config.value.keysFile).toMatch(new RegExp(`${join('keys-dev', 'hierarchy.json')}$`))
    expect(Object.isFrozen(config.value) && Object.isFrozen(config.value.http)).toBe(true)
  }
})

test('what is set is read', () => {
  const config = readConfig({
    DATABASE_URL: URL_OF_CITY,
    CUT_OFF: '03:30',
    PORT: '0',
    HOST: '::1',
    LOG_LEVEL: ' debug ',
    KEYS_FILE: '',
  })
  expect(config).toMatchObject({
    value: {
      database: { kind: 'external', ownerUrl: URL_OF_CITY, workUrl: undefined },
      http: { host: '::1', port: 0 },
      logLevel: 'debug',
      clearing: { cutOffMinutes: 210 },
    },
  })
})

test.each([
  ['PORT', 'eighty', 'PORT is "eighty"; expected: a whole number from 0 to 65535.'],
  ['PORT', '65536', 'PORT is "65536"; expected: a whole number from 0 to 65535.'],
  ['PORT', '-1', 'PORT is "-1"; expected: a whole number from 0 to 65535.'],
  ['CUT_OFF', '24:00', 'CUT_OFF is "24:00"; expected: a time of day HH:MM, from 00:00 to 23:59.'],
  ['CUT_OFF', '3:00', 'CUT_OFF is "3:00"; expected: a time of day HH:MM, from 00:00 to 23:59.'],
  [
    'LATE_UPLOAD_DAYS',
    '1.5',
    'LATE_UPLOAD_DAYS is "1.5"; expected: a whole number from 0 to 3650.',
  ],
  ['NODE_ENV', 'prod', 'NODE_ENV is "prod"; expected: development, test or production.'],
  [
    'LOG_LEVEL',
    'loud',
    'LOG_LEVEL is "loud"; expected: silent, fatal, error, warn, info, debug, trace.',
  ],
  ['HOST', 'http://here', 'HOST is "http://here"; expected: an address or a name of this machine.'],
])('%s=%s is told with what is expected', (setting, given, sentence) => {
  expect(readConfig({ [setting]: given })).toMatchObject({
    ok: false,
    refused: 'setting-wrong',
    problems: [{ setting, sentence }],
  })
})

test.each(['mysql://owner:s3cret@db/city', 'postgresql://owner:s3cret@db', 'owner:s3cret@db'])(
  'a database address that is wrong is not repeated, for it holds a password (%#)',
  (url) => {
    const config = readConfig({ DATABASE_URL: url })
    expect(config).toMatchObject({ ok: false, problems: [{ setting: 'DATABASE_URL' }] })
    expect(JSON.stringify(config)).not.toContain('s3cret')
  },
)

test('everything wrong is told at once', () => {
  const config = readConfig({ PORT: 'x', CUT_OFF: 'y' })
  expect(config).toMatchObject({ problems: [{ setting: 'PORT' }, { setting: 'CUT_OFF' }] })
})

test('a work login without an owner misses the owner', () => {
  const config = readConfig({ DATABASE_WORK_URL: URL_OF_CITY })
  expect(config).toMatchObject({ ok: false, problems: [{ setting: 'DATABASE_URL' }] })
})

describe('in production', () => {
  test('no development keys stand in for those that are not named', () => {
    const config = readConfig({ NODE_ENV: 'production', DATABASE_URL: URL_OF_CITY })
    expect(config).toMatchObject({ ok: true, value: { production: true, keysFile: undefined } })
  })

  test('development keys are refused even when they are named', () => {
    const config = readConfig({ NODE_ENV: 'production', KEYS_FILE: 'keys-dev/hierarchy.json' })
    expect(config).toMatchObject({ ok: false, problems: [{ setting: 'KEYS_FILE' }] })
  })
})

test('every setting says what it means and its standard value is a right one', () => {
  for (const { name, meaning, expected, standard } of settingList) {
    expect(meaning.length * expected.length).toBeGreaterThan(0)
    if (standard !== undefined) expect(readConfig({ [name]: standard }).ok).toBe(true)
  }
})
