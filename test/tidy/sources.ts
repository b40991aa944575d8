import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative, sep } from 'node:path'
import ts from 'typescript'
import { borders } from '../../src/docs'
import { packageRoot } from '../../src/package-root'

/** One TypeScript file of the product, parsed. */
export interface Source {
  /** From the folder of the package, with "/". */
  readonly path: string
  readonly tree: ts.SourceFile
}

export interface Import {
  readonly in: string
  /** What is written. */
  readonly specifier: string
  /** The file of ours that it means; nothing for packages. */
  readonly target: string | undefined
  readonly names: readonly string[]
}

/** Not ours, or made by tools. */
const NOT_READ = new Set(['node_modules', 'dist', '.data', 'coverage', 'screenshots', '.git'])

/** Every file of the checkout that is ours. */
export const allFiles: readonly string[] = filesBelow('')

/** Every TypeScript file that is delivered. */
export const sources: readonly Source[] = allFiles
  .filter((path) => /^(src|terminals|migrations)\/.*\.ts$/.test(path))
  .map(parsed)

export function textOf(path: string): string {
  return readFileSync(join(packageRoot, path), 'utf8')
}

export function parsed(path: string): Source {
  return { path, tree: ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true) }
}

/** Every node of a file, from the top; words and marks that mean nothing alone are left out. */
export function nodesOf(top: ts.Node): ts.Node[] {
  const found = [top]
  for (const node of found) ts.forEachChild(node, (child) => void found.push(child))
  return found
}

/** What a file names outside itself: "process.env", "Date.now", "new Date()" (only without arguments). */
export function namesUsedIn({ tree }: Source): ReadonlySet<string> {
  const found = new Set<string>()
  for (const node of nodesOf(tree)) {
    if (ts.isPropertyAccessExpression(node)) found.add(node.getText(tree).replaceAll(/\s/g, ''))
    else if (ts.isNewExpression(node) && (node.arguments ?? []).length === 0) {
      found.add(`new ${node.expression.getText(tree)}()`)
    } else if (ts.isCallExpression(node) && node.arguments.length === 0) {
      found.add(`${node.expression.getText(tree)}()`)
    } else if (ts.isIdentifier(node)) found.add(node.text)
  }
  return found
}

/** Every import, re-export and dynamic import of a file; types count. */
export function importsOf({ path, tree }: Source): Import[] {
  const found: Import[] = []
  const add = (specifier: ts.Node, names: readonly string[]): void => {
    if (!ts.isStringLiteral(specifier)) return
    found.push({
      in: path,
      specifier: specifier.text,
      target: targetOf(path, specifier.text),
      names,
    })
  }
  for (const node of nodesOf(tree)) {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, importedNames(node))
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, ['*'])
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0] as ts.Node, ['*'])
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, ['*'])
    }
  }
  return found
}

/** The place of a file in the border table. */
export function placeOf(path: string): string {
  const [top = '', second = '', third = ''] = path.split('/')
  if (top === 'terminals') return `terminals/${second}`
  if (top !== 'src') return top
  if (second === 'gateways') return `gateways/${third}`
  return second.replace(/\.ts$/, '').replace(/^(database|config)-.*$/, '$1')
}

/** Every piece of text written in a file, template texts included. */
export function* textsOf({ tree }: Source): Iterable<string> {
  for (const node of nodesOf(tree)) {
    if (ts.isStringLiteralLike(node)) yield node.text
    else if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) yield node.text
  }
}

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings
  const named =
    bindings !== undefined && ts.isNamedImports(bindings)
      ? bindings.elements.map((element) => (element.propertyName ?? element.name).text)
      : bindings === undefined
        ? []
        : ['*']
  return importClause?.name === undefined ? named : ['default', ...named]
}

function targetOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const path = normalize(join(dirname(from), specifier))
    .split(sep)
    .join('/')
  return (
    [`${path}.ts`, `${path}/index.ts`, path].find((one) => existsSync(join(packageRoot, one))) ??
    `${path}.ts`
  )
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { withFileTypes: true })
    .filter(({ name }) => !NOT_READ.has(name))
    .flatMap((entry) => {
      const path = relative('', join(folder, entry.name)).split(sep).join('/')
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
    .sort()
}

/** The place a table or view is named after: "remote_reader_session" belongs to remote-reader, "http_…" to its gateway. */
export const ownerOf = (relation: string): string =>
  // The longest name first: card_care_loss belongs to card-care and not to card.
  Object.keys(borders)
    .sort((one, other) => other.length - one.length)
    .find((place) =>
      relation.startsWith(`${place.replace(/^gateways\//, '').replaceAll('-', '_')}_`),
    ) ?? (relation.split('_')[0] as string)
