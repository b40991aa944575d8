import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ok, type Result, type Sql } from '../base'
import { allRoutes, clientText, describedElsewhere, openApiOf } from '../gateways/http'
import { formatPage } from '../messages'
import { packageRoot } from '../package-root'
import { withGeneratedParts, type PartsRefusal } from './generated-parts'
import { readmeParts } from './readme-parts'
import { schemaText } from './schema-text'

/** A file that is printed, in whole or in part, from what the code says of itself. */
export interface Page {
  /** From the folder of the package. */
  readonly path: string
  readonly printed: string
  readonly current: boolean
}

/** The README with its generated parts as they are today. */
export function readmePage(): Result<Page, PartsRefusal> {
  const page = withGeneratedParts(textOf('README.md'), readmeParts())
  return page.ok ? ok(pageOf('README.md', page.value)) : page
}

/** The page of the upload file's format. */
export const formatOfUploads = (): Page => pageOf('src/messages/FORMAT.md', formatPage())

/** The operations of the client, as the table of endpoints has them. */
export const clientPage = (): Page =>
  pageOf('src/client/operations.ts', clientText(openApiOf([...allRoutes, ...describedElsewhere])))

/** The schema of a migrated database. */
export const schemaPage = async (sql: Sql): Promise<Page> =>
  pageOf('test/schema.sql', await schemaText(sql))

const pageOf = (path: string, printed: string): Page => ({
  path,
  printed,
  current: textOf(path) === printed,
})

function textOf(path: string): string {
  try {
    return readFileSync(join(packageRoot, path), 'utf8')
  } catch {
    return ''
  }
}
