import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse } from '../base'
import { openCityDatabase } from '../city-database'
import { clientPage, formatOfUploads, readmePage, schemaPage, type Page } from '../docs'
import { packageRoot } from '../package-root'
import { done, refused, type Answer } from './answer'

/** `citycard docs`: prints again whatever in the checkout is printed from the code. */
export async function docs(): Promise<Answer> {
  if (!existsSync(join(packageRoot, 'test'))) {
    return refused(refuse('no-checkout', { detail: 'documents are printed in a checkout only' }))
  }
  const readme = readmePage()
  if (!readme.ok) return refused(readme)
  const pages = [readme.value, formatOfUploads(), clientPage(), await schemaOfMigrations()]
  const changed = pages.filter((page) => !page.current)
  for (const { path, printed } of changed) writeFileSync(join(packageRoot, path), printed)
  const data = { pages: pages.map(({ path, current }) => ({ path, changed: !current })) }
  return done(data, changed.length === 0 ? 'all as it was' : changed.map(linePrinted).join('\n'))
}

const linePrinted = ({ path }: Page): string => `printed ${path}`

async function schemaOfMigrations(): Promise<Page> {
  const city = await openCityDatabase(
    { kind: 'embedded', dataDir: undefined, connectionsMax: 2 },
    { fresh: true },
  )
  try {
    return await schemaPage(city.database)
  } finally {
    await city.close()
  }
}
