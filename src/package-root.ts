import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { invariant } from './base'

/** The folder of package.json: the checkout, or where the package is installed. */
export const packageRoot: string = findPackageRoot(__dirname)

function findPackageRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from
  const above = dirname(from)
  invariant(above !== from, 'the program lies inside its package')
  return findPackageRoot(above)
}
