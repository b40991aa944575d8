import ts from 'typescript'
import { otherRefusals } from '../../console/src/words/refusals'
import { en } from '../../console/src/words/en'
import { zh } from '../../console/src/words/zh'
import { disputeLifecycle } from '../../src/citizens'
import {
  allRoutes,
  describedElsewhere,
  groundCodes,
  possibleAnswers,
} from '../../src/gateways/http'
import { stockDone } from '../../src/issuing/stock-lifecycle'
import { KEY_LEVELS } from '../../src/keys/hierarchy.table'
import { chart, movementKinds } from '../../src/ledger'
import { cardActs } from '../../src/registry'
import { applicationDone } from '../../src/registry/application-lifecycle'
import { ruleNames } from '../../src/rules'
import { allFiles, nodesOf, parsed, sources, textOf, textsOf } from '../tidy/sources'

const labels = { zh: zh.words, en: en.words } as const
const refusals = { zh: zh.refusals, en: en.refusals } as const
const names = Object.keys(labels.zh)

/** Every text of the console's sources, and the beginnings of texts that go on with something. */
const written = new Set<string>()
const begun = new Set<string>()
for (const path of allFiles.filter((one) =>
  /^console\/src\/(?!words\/(zh|en)\/).*\.tsx?$/.test(one),
)) {
  for (const node of nodesOf(parsed(path).tree)) {
    if (ts.isStringLiteralLike(node)) written.add(node.text)
    if (ts.isTemplateHead(node)) begun.add(node.text)
  }
}

describe('labels', () => {
  test('every language has every label, and none is empty', () => {
    expect(Object.keys(labels.en).sort()).toEqual([...names].sort())
    for (const words of Object.values(labels)) {
      expect(Object.entries(words).filter(([, text]) => text.trim() === '')).toEqual([])
    }
  })

  test('no label stands in two files, where the later would hide the earlier', () => {
    const all = allFiles
      .filter((path) => path.startsWith('console/src/words/zh/') && !path.endsWith('/index.ts'))
      .flatMap((path) => [...textOf(path).matchAll(/^ {2}'([\w.-]+)':/gm)].map(([, name]) => name))
    expect(all.length).toBeGreaterThan(names.length - 1)
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([])
  })

  test('every label is used', () => {
    const isUsed = (name: string): boolean =>
      written.has(name) || [...begun].some((head) => head.length > 2 && name.startsWith(head))
    expect(names.filter((name) => !isUsed(name))).toEqual([])
  })

  test('a label holds the same values in both languages', () => {
    const valuesIn = (text: string): string[] =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name as string).sort()
    const different = names.filter(
      (name) =>
        valuesIn(labels.zh[name as never]).join() !== valuesIn(labels.en[name as never]).join(),
    )
    expect(different).toEqual([])
  })

  test('English is not left in Chinese', () => {
    expect(Object.entries(labels.en).filter(([, text]) => /\p{Script=Han}/u.test(text))).toEqual([])
  })

  test('English has no quotation marks that the typeface draws as wide as a Chinese character', () => {
    const all = [...Object.entries(labels.en), ...Object.entries(refusals.en)]
    expect(all.filter(([, said]) => /[‘’“”]/.test([said].flat().join(' ')))).toEqual([])
  })

  test('no Chinese stands in the program itself', () => {
    // A language is named in itself, whichever is shown.
    const may = new Set(['中文'])
    const texts = [...written].filter((text) => /\p{Script=Han}/u.test(text) && !may.has(text))
    expect(texts.filter((text) => !/^\[.*\]$/.test(text))).toEqual([])
  })
})

describe('refusals', () => {
  test('every word of the contract has a sentence and a next step in both languages', () => {
    const words = new Set(
      [...allRoutes, ...describedElsewhere]
        .flatMap(possibleAnswers)
        .flatMap(({ words: told = [] }) => told),
    )
    expect(words.size).toBeGreaterThan(150)
    for (const told of Object.values(refusals)) {
      const isSilent = (word: string): boolean => {
        const [what = '', next = ''] = told[word as keyof typeof told] ?? []
        return what.length < 4 || next.length < 4
      }
      expect([...words].filter(isSilent)).toEqual([])
    }
  })

  test('every word that a card or the frame can be refused with is in the sources', () => {
    const inSources = new Set<string>()
    for (const source of sources) for (const text of textsOf(source)) inSources.add(text)
    const inConsole = new Set(written)
    expect(otherRefusals.filter((word) => !inSources.has(word) && !inConsole.has(word))).toEqual([])
  })
})

/** Names of acts that are put together where they are done: what stands behind the parts. */
const partsOfActs: Readonly<Record<string, readonly string[]>> = {
  'order.way': ['load', 'unload'],
  'own.way': ['load', 'unload'],
  way: ['load', 'unload'],
  "subject.split(':')[0]": [
    ...['operator', 'merchant', 'agent', 'contract', 'terminal', 'sam', 'application'],
  ],
  'wordOf[kind]': ['contract', 'operator', 'merchant', 'agent', 'application'],
  decision: ['approved', 'rejected'],
  'applicationDone[step.act]': Object.values(applicationDone),
  'cardActs[step.act].done': Object.values(cardActs).map(({ done }) => done),
  'state.value': disputeLifecycle.states.filter((state) => state !== 'raised'),
  'asked.verdict': [],
  'stockDone[move.act]': Object.values(stockDone),
}
/** One name of a part, two meanings. */
const verdictsOf: Readonly<Record<string, readonly string[]>> = {
  'duplicate.': ['merged', 'distinct'],
  'pos-item.': ['upheld', 'rejected'],
}

/** Every act that some entry of the trail is written with, as the sources have it. */
function actsInSources(): ReadonlySet<string> {
  const acts = new Set<string>()
  const add = (node: ts.Expression): void => {
    if (ts.isStringLiteralLike(node)) acts.add(node.text)
    if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(add)
    if (!ts.isTemplateExpression(node)) return
    const [span, ...others] = node.templateSpans
    const part = span?.expression.getText() ?? ''
    const known = verdictsOf[node.head.text] ?? partsOfActs[part]
    if (known === undefined || others.length > 0) throw new Error(`unknown part: ${part}`)
    for (const one of known) acts.add(`${node.head.text}${one}${span?.literal.text ?? ''}`)
  }
  for (const path of allFiles.filter((one) => /^src\/(?!client\/|bench\/).*\.ts$/.test(one))) {
    for (const node of nodesOf(parsed(path).tree)) {
      if (!ts.isObjectLiteralExpression(node)) continue
      const member = (name: string): ts.Expression | undefined =>
        node.properties.filter(ts.isPropertyAssignment).find((one) => one.name.getText() === name)
          ?.initializer
      const act = member('act')
      const isEntry = node.properties.some((one) => one.name?.getText() === 'subject')
      if (isEntry && act !== undefined) add(act)
    }
  }
  return acts
}

const under = (head: string): string[] =>
  names.filter((name) => name.startsWith(head)).map((name) => name.slice(head.length))

test.each([
  ['account', chart.map(({ name }) => name)],
  ['movement', Object.keys(movementKinds)],
])('every %s of the books has its words, and no words are left of what is gone', (head, codes) => {
  expect(under(`${head}.`).sort()).toEqual([...codes].sort())
})

test('every level of keys has its words', () => {
  expect(under('level.')).toEqual(expect.arrayContaining(Object.keys(KEY_LEVELS)))
})

describe('acts in words', () => {
  test('every act of the trail has its words, and no words are left of acts that are gone', () => {
    expect(under('acted.').sort()).toEqual([...actsInSources()].sort())
  })

  test('so has everything that may wait for a second person', () => {
    const waiting = allRoutes
      .filter(({ endpoint }) => endpoint.fourEyes !== undefined)
      .map(({ endpoint }) => endpoint.name)
    expect(under('asked.').sort()).toEqual(waiting.sort())
  })

  test('so has every reason why it waits, and every rule of the city', () => {
    expect(under('ground.').sort()).toEqual([...groundCodes].sort())
    expect(under('rule.').sort()).toEqual([...ruleNames].sort())
  })
})
