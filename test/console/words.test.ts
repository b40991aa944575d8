import ts from 'typescript'
import { otherRefusals } from '../../console/src/words/refusals'
import { en } from '../../console/src/words/en'
import { zh } from '../../console/src/words/zh'
import { allRoutes, describedElsewhere, possibleAnswers } from '../../src/gateways/http'
import { allFiles, nodesOf, parsed, sources, textsOf } from '../tidy/sources'

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
