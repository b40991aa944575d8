/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/src', '<rootDir>/terminals', '<rootDir>/migrations', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testEnvironment: 'node',
  transform: {
    // openid-client and what it needs are ES modules only; Node reads them as they are, jest does not.
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(openid-client|oauth4webapi|jose)/)'],
  // The database is started by the first test that asks for one; this only names the place and clears it away.
  globalSetup: '<rootDir>/test/support/before-all.ts',
  globalTeardown: '<rootDir>/test/support/after-all.ts',
  testSequencer: '<rootDir>/test/support/slowest-first.mjs',
  testTimeout: 60_000,
  maxWorkers: 2,
}
