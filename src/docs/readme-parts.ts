import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reasons } from '../clearing'
import { settingList } from '../config'
import { httpStatus, uploadStatus } from '../gateways/http'
import { dayLifecycle, holdLifecycle } from '../ledger'
import { packageRoot } from '../package-root'
import { cardLifecycle } from '../registry'
import { borders, type Border } from './borders.table'
import { dependencies } from './dependencies.table'
import { glossary } from './glossary.table'
import { markdownTable } from './markdown'
import { stateDiagram } from './state-diagram'

/** Every generated part of the README, by the name it has there. */
export const readmeParts = (): Readonly<Record<string, string>> => ({
  map: map(),
  borders: borderTable(),
  reasons: reasonTable(),
  refusals: refusalTable(),
  settings: settingTable(),
  states: states(),
  glossary: markdownTable(['English', '中文', 'pinyin', 'meaning'], glossary),
  dependencies: dependencyTable(),
})

const places = Object.entries<Border>(borders)

/** The folders of the code, each with the first words of its own README. */
const map = (): string =>
  markdownTable(
    ['folder', 'what lives there'],
    places
      .filter(([, { kind }]) => kind !== 'frame')
      .map(([place, { kind, why }]) => {
        const folder = kind === 'terminal' ? place : `src/${place}`
        const page = `${folder}/README.md`
        return [`[\`${folder}\`](${page})`, summaryIn(page) ?? `${firstLetterUp(why)}.`]
      }),
  )

/** A first sentence shorter than this says too little alone. */
const SHORT = 40

/** What the title of a README says after the name, or else the first words below it. */
function summaryIn(page: string): string | undefined {
  const file = join(packageRoot, page)
  if (!existsSync(file)) return undefined
  const [title = '', ...below] = readFileSync(file, 'utf8').split('\n')
  const saidInTitle = /: (.+)$/.exec(title)?.[1]
  if (saidInTitle !== undefined) return `${firstLetterUp(saidInTitle)}.`
  const [first = '', second = ''] = below
    .join(' ')
    .trim()
    .split(/(?<=[.:]) /)
  return (first.length < SHORT ? `${first} ${second}` : first).trim().replace(/:$/, '.')
}

const firstLetterUp = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

const borderTable = (): string =>
  markdownTable(
    ['place', 'may import', 'why'],
    places.map(([place, { imports, importedBy, why }]) => [
      `\`${place}\``,
      [
        imports === 'anything' ? 'anything' : imports.join(', ') || 'nothing',
        ...(importedBy === undefined
          ? []
          : [`(imported by ${importedBy.join(', ') || 'nobody'} only)`]),
      ].join(' '),
      why,
    ]),
  )

const WHOSE_TURN = { nobody: '', operator: 'operator', centre: 'centre' } as const

const reasonTable = (): string =>
  markdownTable(
    ['verdict', 'reason', 'code', 'meaning', '中文', 'whose turn'],
    Object.entries(reasons).map(([word, { verdict, code, en, zh, act }]) => [
      verdict,
      `\`${word}\``,
      `${code}`,
      en,
      zh,
      WHOSE_TURN[act],
    ]),
  )

const refusalTable = (): string =>
  markdownTable(
    ['refused', 'status'],
    Object.entries({ ...uploadStatus, ...httpStatus }).map(([word, status]) => [
      `\`${word}\``,
      `${status}`,
    ]),
  )

const settingTable = (): string =>
  markdownTable(
    ['setting', 'meaning', 'expected', 'when absent'],
    settingList.map(({ name, meaning, expected, standard }) => [
      `\`${name}\``,
      meaning,
      expected,
      standard === undefined ? '' : `\`${standard}\``,
    ]),
  )

const states = (): string =>
  [
    stateDiagram('A card', cardLifecycle.table),
    stateDiagram('A day of the books', dayLifecycle.table),
    stateDiagram('Money held', holdLifecycle.table),
  ].join('\n\n')

const dependencyTable = (): string =>
  markdownTable(
    ['package', 'licence', 'why'],
    Object.entries(dependencies).map(([name, [licence, why]]) => [`\`${name}\``, licence, why]),
  )
