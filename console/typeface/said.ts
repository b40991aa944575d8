import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Labels of one language by their names, each as it is written in its file. */
export type Labelled = ReadonlyMap<string, string>

const LABEL = /^\s*'([\w.-]+)':(.*)$/
const IMPORT = /(?:from|import) '(\.[^']+)'/g
const QUOTED = /'([\w.-]+)'/g
/** A label whose name is put together: `drill.state-${state}`. */
const BEGUN = /`([\w.-]+)\$\{/g

/** Reads the labels of a file; one may run over several lines. */
export function labelsIn(text: string): Labelled {
  const found = new Map<string, string>()
  let name: string | undefined
  for (const line of text.split('\n')) {
    const [, own, rest = ''] = LABEL.exec(line) ?? []
    if (own !== undefined) name = own
    if (name !== undefined)
      found.set(name, (found.get(name) ?? '') + (own === undefined ? line : rest))
  }
  return found
}

/**
 * All that these modules may say: the labels they name, those of the modules they cannot do without, and what stands
 * in them as it is.
 */
export function saidBy(modules: readonly string[], labels: Labelled): string {
  const names = [...labels.keys()]
  const texts = [...closureOf(modules)].map((file) => readFileSync(file, 'utf8'))
  const said = texts.flatMap((text) => [
    ...[...text.matchAll(QUOTED)].map(([, name = '']) => labels.get(name) ?? ''),
    ...[...text.matchAll(BEGUN)].flatMap(([, begun = '']) =>
      names.filter((name) => name.startsWith(begun)).map((name) => labels.get(name) ?? ''),
    ),
  ])
  return said.join('')
}

/** What stands in quotes in a table of the centre. */
export const quotedIn = (text: string): string =>
  [...text.matchAll(/'([^'\n]*)'/g)].map(([, quoted = '']) => quoted).join('')

/** These modules and those they import, but for labels themselves and what comes later. */
export function closureOf(modules: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [...modules]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue
    found.add(file)
    for (const [, to = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const path = join(dirname(file), to)
      const next = [`${path}.tsx`, `${path}.ts`, join(path, 'index.tsx')].find((one) =>
        existsSync(one),
      )
      if (next !== undefined && !/[\\/](words|shell|client)[\\/]/.test(next)) open.push(next)
    }
  }
  return found
}
