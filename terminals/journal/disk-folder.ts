import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Folder } from './folder'

/**
 * A folder of a real disk. Files that are appended to stay open; the folder itself is flushed when a name in it
 * comes or changes, because a file whose name is not on the disk is gone with the power.
 */
export class DiskFolder implements Folder {
  readonly #open = new Map<string, number>()

  constructor(private readonly path: string) {
    mkdirSync(path, { recursive: true })
  }

  read(name: string): Buffer | undefined {
    const file = join(this.path, name)
    return existsSync(file) ? readFileSync(file) : undefined
  }

  append(name: string, bytes: Uint8Array): void {
    const file = this.#fileOf(name)
    writeAll(file, bytes)
    fdatasyncSync(file)
  }

  truncate(name: string, size: number): void {
    const file = openSync(join(this.path, name), 'r+')
    try {
      ftruncateSync(file, size)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }

  replace(name: string, bytes: Uint8Array): void {
    this.#forget(name)
    const fresh = join(this.path, `${name}.new`)
    const file = openSync(fresh, 'w')
    try {
      writeAll(file, bytes)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(fresh, join(this.path, name))
    this.#syncNames()
  }

  /** Closes what is open; the folder can be used again afterwards. */
  close(): void {
    for (const name of [...this.#open.keys()]) this.#forget(name)
  }

  #fileOf(name: string): number {
    const known = this.#open.get(name)
    if (known !== undefined) return known
    const path = join(this.path, name)
    const isNew = !existsSync(path)
    const file = openSync(path, 'a')
    if (isNew) this.#syncNames()
    this.#open.set(name, file)
    return file
  }

  #forget(name: string): void {
    const file = this.#open.get(name)
    if (file === undefined) return
    closeSync(file)
    this.#open.delete(name)
  }

  /** Windows has no handle of a folder to flush; its file system keeps names by itself. */
  #syncNames(): void {
    if (process.platform === 'win32') return
    const folder = openSync(this.path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
}
