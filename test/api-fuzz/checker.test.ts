import Ajv2020 from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import { Sampler, Seen, textLike, wrongsOf, type JsonSchema } from '../../src/api-fuzz'
import { SeededChance } from '../../src/base'
import { allRoutes, openApiOf } from '../../src/gateways/http'

test('the checker agrees with ajv about every schema of the document, on values right and wrong', () => {
  const document = openApiOf(allRoutes)
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true })
  addFormats(ajv)
  ajv.addSchema({ $id: 'doc', ...document })
  const resolve = (ref: string): JsonSchema =>
    document.components?.schemas?.[ref.replace('#/components/schemas/', '')] as JsonSchema
  const schemas: JsonSchema[] = []
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    for (const [name, inner] of Object.entries(part)) {
      if (name === 'schema') schemas.push(inner as JsonSchema)
      walk(inner)
    }
  }
  walk(document.paths)
  expect(schemas.length).toBeGreaterThan(100)
  const chance = new SeededChance(5)
  const sampler = new Sampler(chance, resolve, new Seen())
  const disagreed: unknown[] = []
  let right = 0
  let wrong = 0
  for (const schema of schemas) {
    const text = JSON.stringify(schema).replaceAll('"#/', '"doc#/')
    const check = ajv.compile(JSON.parse(text) as object)
    const sample = sampler.of(schema)
    for (const value of [sample, spoiled(sample), null, {}, 'x', -1, [sample]]) {
      const ours = wrongsOf(schema, value, resolve).length === 0
      if (ours) right++
      else wrong++
      if (ours !== check(value)) disagreed.push({ schema, value, ours, errors: check.errors })
    }
  }
  expect(disagreed.slice(0, 3)).toEqual([])
  expect(right).toBeGreaterThan(100)
  expect(wrong).toBeGreaterThan(100)
})

/** The value with its first member left out, or something else altogether. */
function spoiled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value }
  return Object.fromEntries(Object.entries(value).slice(1))
}

test.each(['^\\d{16,19}$', '^op_[a-z0-9-]{1,40}$', '^(0|[1-9]\\d{0,15})$', '^(A|B)-?[^x]+$'])(
  'texts like %s',
  (pattern) => {
    const chance = new SeededChance(9)
    for (let index = 0; index < 50; index++) {
      expect(textLike(pattern, chance)).toMatch(new RegExp(pattern, 'u'))
    }
  },
)
